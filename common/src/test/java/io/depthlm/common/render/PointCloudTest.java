package io.depthlm.common.render;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PointCloudTest {
  @Test
  void theHeaderSaysWhatTheBytesAre() {
    byte[] file =
        PointCloud.ply(
            List.of(
                new PointCloud.Point(-1.5, 0.25, 3, 0xff8001),
                new PointCloud.Point(1, 2, 4, 0x000102)),
            List.of("room\nend_header"));
    String text = new String(file, StandardCharsets.ISO_8859_1);
    String header =
        """
        ply
        format binary_little_endian 1.0
        comment camera frame in metres: x right, y down, z ahead; camera at 0 0 0
        comment room?end_header
        element vertex 2
        property float x
        property float y
        property float z
        property uchar red
        property uchar green
        property uchar blue
        end_header
        """;
    assertEquals(header, text.substring(0, header.length()));
    ByteBuffer body =
        ByteBuffer.wrap(Arrays.copyOfRange(file, header.length(), file.length))
            .order(ByteOrder.LITTLE_ENDIAN);
    assertEquals(2 * 15, body.remaining());
    assertEquals(-1.5f, body.getFloat());
    assertEquals(0.25f, body.getFloat());
    assertEquals(3f, body.getFloat());
    assertEquals((byte) 0xff, body.get());
    assertEquals((byte) 0x80, body.get());
    assertEquals((byte) 0x01, body.get());
    assertEquals(1f, body.getFloat());
  }
}
