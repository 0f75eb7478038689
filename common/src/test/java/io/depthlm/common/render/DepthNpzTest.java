package io.depthlm.common.render;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

class DepthNpzTest {
  private static final float[] VALUES = {1, 2, 3, 4.5f, -6, Float.NaN};

  /** As NumPy's format 1.0 has it: numpy.load of NumPy 2.4 gave these values back. */
  @Test
  void theArchiveHoldsOneArrayOfNumPy() throws IOException {
    byte[] npy;
    try (ZipInputStream zip =
        new ZipInputStream(new ByteArrayInputStream(DepthNpz.of("z_m", 3, 2, VALUES)))) {
      assertEquals("z_m.npy", zip.getNextEntry().getName());
      npy = zip.readAllBytes();
      assertNull(zip.getNextEntry());
    }
    ByteBuffer read = ByteBuffer.wrap(npy).order(ByteOrder.LITTLE_ENDIAN);
    byte[] magic = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
    assertArrayEquals(magic, Arrays.copyOf(npy, 8));
    int length = read.getShort(8);
    assertEquals(0, (10 + length) % 64);
    String header = new String(npy, 10, length, StandardCharsets.US_ASCII);
    assertEquals(
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", header.stripTrailing());
    assertEquals('\n', header.charAt(length - 1));
    float[] values = new float[6];
    read.position(10 + length).asFloatBuffer().get(values);
    assertArrayEquals(VALUES, values);
    assertEquals(10 + length + 24, npy.length);
  }

  @Test
  void theSameMapGivesTheSameBytes() {
    assertArrayEquals(DepthNpz.of("z_m", 3, 2, VALUES), DepthNpz.of("z_m", 3, 2, VALUES));
  }
}
