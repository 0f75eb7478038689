package io.depthlm.common.imaging;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Writes pictures as JPEG files, small enough for a page. */
public final class JpegEncoder {
  private static final float QUALITY = 0.82f;

  private JpegEncoder() {}

  /** The bytes of a file; colours are close, not equal. */
  public static byte[] encode(RgbImage image) {
    int width = image.widthPx();
    BufferedImage picture = new BufferedImage(width, image.heightPx(), BufferedImage.TYPE_INT_RGB);
    byte[] rgb = image.rgb();
    int[] line = new int[width];
    for (int y = 0; y < image.heightPx(); y++) {
      for (int x = 0; x < width; x++) {
        int i = 3 * (y * width + x);
        line[x] = (rgb[i] & 0xff) << 16 | (rgb[i + 1] & 0xff) << 8 | (rgb[i + 2] & 0xff);
      }
      picture.setRGB(0, y, width, 1, line, 0, width);
    }
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 15);
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      ImageWriteParam how = writer.getDefaultWriteParam();
      how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      how.setCompressionQuality(QUALITY);
      writer.write(null, new IIOImage(picture, null, null), how);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory does no I/O", e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
