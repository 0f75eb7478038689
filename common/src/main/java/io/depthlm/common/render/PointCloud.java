package io.depthlm.common.render;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Points with colours as a PLY file, which MeshLab, CloudCompare and Open3D read. */
public final class PointCloud {
  private static final int BYTES_PER_POINT = 3 * Float.BYTES + 3;

  private PointCloud() {}

  /**
   * A point in the camera's frame, metres: x right, y down, z ahead.
   *
   * @param rgb 0xRRGGBB
   */
  public record Point(double xM, double yM, double zM, int rgb) {}

  /**
   * The bytes of a binary little-endian file: x, y, z as 32-bit floats, red, green, blue.
   *
   * @param remarks lines for its header; what is not printable ASCII becomes {@code ?}
   */
  public static byte[] ply(List<Point> points, List<String> remarks) {
    StringBuilder header = new StringBuilder("ply\nformat binary_little_endian 1.0\n");
    header.append("comment camera frame in metres: x right, y down, z ahead; camera at 0 0 0\n");
    for (String remark : remarks) {
      header.append("comment ").append(remark.replaceAll("[^ -~]", "?")).append('\n');
    }
    header.append("element vertex ").append(points.size()).append('\n');
    for (String axis : List.of("x", "y", "z")) {
      header.append("property float ").append(axis).append('\n');
    }
    for (String colour : List.of("red", "green", "blue")) {
      header.append("property uchar ").append(colour).append('\n');
    }
    header.append("end_header\n");
    ByteBuffer body =
        ByteBuffer.allocate(Math.multiplyExact(points.size(), BYTES_PER_POINT))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (Point point : points) {
      body.putFloat((float) point.xM()).putFloat((float) point.yM()).putFloat((float) point.zM());
      body.put((byte) (point.rgb() >> 16)).put((byte) (point.rgb() >> 8)).put((byte) point.rgb());
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(header.toString().getBytes(StandardCharsets.US_ASCII));
    file.writeBytes(body.array());
    return file.toByteArray();
  }
}
