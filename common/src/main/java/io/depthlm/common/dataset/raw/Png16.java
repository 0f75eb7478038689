package io.depthlm.common.dataset.raw;

import io.depthlm.common.core.RejectReason;
import io.depthlm.common.dataset.UnitFault;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.imageio.ImageIO;

/**
 * A grey PNG of 8 or 16 bits as numbers, by the JDK's reader (which gives 16-bit samples as they
 * are; the project's own decoder makes pictures and refuses them).
 *
 * @param values row by row, unsigned
 */
record Png16(int widthPx, int heightPx, char[] values) {
  private static final long SIGNATURE = 0x89504e470d0a1a0aL;
  private static final long MAX_PIXELS = 50_000_000L;

  /**
   * Decodes a file.
   *
   * @throws UnitFault if it is no grey PNG, is damaged or too large
   */
  static Png16 decode(String name, byte[] file) throws UnitFault {
    ByteBuffer head = ByteBuffer.wrap(file);
    if (file.length < 33 || head.getLong(0) != SIGNATURE) {
      throw UnitFault.unreadable(name, "is not a PNG");
    }
    long width = head.getInt(16);
    long height = head.getInt(20);
    if (width < 1 || height < 1 || width * height > MAX_PIXELS) {
      throw UnitFault.unreadable(name, "has %d x %d pixels".formatted(width, height));
    }
    int bits = file[24];
    if (file[25] != 0 || (bits != 8 && bits != 16)) {
      throw UnitFault.unreadable(
          name, "is not a grey PNG of 8 or 16 bits (colour type %d)".formatted(file[25]));
    }
    try {
      BufferedImage image = ImageIO.read(new ByteArrayInputStream(file));
      if (image == null) {
        throw UnitFault.unreadable(name, "cannot be decoded");
      }
      Raster raster = image.getRaster();
      int[] samples = raster.getSamples(0, 0, (int) width, (int) height, 0, (int[]) null);
      char[] values = new char[samples.length];
      for (int i = 0; i < samples.length; i++) {
        values[i] = (char) samples[i];
      }
      return new Png16((int) width, (int) height, values);
    } catch (UnitFault e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // The JDK's reader answers broken data with unchecked exceptions, too.
      throw new UnitFault(
          RejectReason.FILE_UNREADABLE, name + " cannot be decoded: " + e.getMessage(), e);
    }
  }

  /** As a depth map, {@code value · scaleM} metres; 0 stays 0. */
  DenseDepth depth(double scaleM) {
    return new DenseDepth(widthPx, heightPx, i -> values[i] * scaleM);
  }
}
