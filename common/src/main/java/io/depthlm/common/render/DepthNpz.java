package io.depthlm.common.render;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a map of depths as NumPy's compressed archive ({@code numpy.savez_compressed}): a zip with
 * one {@code .npy} of float32. The same map gives the same bytes.
 */
public final class DepthNpz {
  private static final int ALIGNED = 64;

  private DepthNpz() {}

  /**
   * The archive.
   *
   * @param array the array's name in it
   * @param values row by row
   */
  public static byte[] of(String array, int widthPx, int heightPx, float[] values) {
    String head =
        "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d), }"
            .formatted(heightPx, widthPx);
    // magic, version and length take 10 bytes; the header ends in a line break at a multiple of 64
    int padding = ALIGNED - (10 + head.length() + 1) % ALIGNED;
    byte[] header = (head + " ".repeat(padding) + "\n").getBytes(StandardCharsets.US_ASCII);
    ByteBuffer npy =
        ByteBuffer.allocate(Math.addExact(10 + header.length, Math.multiplyExact(4, values.length)))
            .order(ByteOrder.LITTLE_ENDIAN);
    npy.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    npy.putShort((short) header.length).put(header);
    npy.asFloatBuffer().put(values);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      ZipEntry entry = new ZipEntry(array + ".npy");
      entry.setTime(0);
      zip.putNextEntry(entry);
      zip.write(npy.array());
      zip.closeEntry();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }
}
