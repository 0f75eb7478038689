package io.depthlm.jobs.spark;

import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.geometry.Pose;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Where a frame's picture is, as a row of {@code frames} says it, joined with its bytes where they
 * are in {@code images}.
 *
 * @param sha256 of its bytes, as ingested
 * @param uri its file, or null
 * @param container the larger file it is a part of, or null
 * @param offset where in the container
 * @param length how many bytes of it
 * @param bytes the picture itself, or null
 */
public record StoredImage(
    String sha256, String uri, String container, Long offset, Long length, byte[] bytes) {

  /** The columns of {@code frames} that say where a picture is and what took it. */
  public static List<Column> columns() {
    return Stream.of(
            "image_sha256",
            "image_uri",
            "container_uri",
            "byte_offset",
            "byte_length",
            "width_px",
            "height_px",
            "fx_px",
            "fy_px",
            "cx_px",
            "cy_px")
        .map(functions::col)
        .toList();
  }

  /**
   * Of a row with the image columns of {@code frames}.
   *
   * @param bytes those of {@code images}, or null
   */
  public static StoredImage of(Row row, byte[] bytes) {
    return new StoredImage(
        row.getAs("image_sha256"),
        row.getAs("image_uri"),
        row.getAs("container_uri"),
        row.getAs("byte_offset"),
        row.getAs("byte_length"),
        bytes);
  }

  /** The camera of a row with the camera columns of {@code frames}. */
  public static Intrinsics camera(Row row) {
    return new Intrinsics(
        row.getAs("fx_px"),
        row.getAs("fy_px"),
        row.getAs("cx_px"),
        row.getAs("cy_px"),
        row.getAs("width_px"),
        row.getAs("height_px"));
  }

  /** Where the camera of a row with the column {@code camera_to_world} stood, or null. */
  public static Pose pose(Row row) {
    int at = row.fieldIndex("camera_to_world");
    return row.isNullAt(at)
        ? null
        : new Pose(row.<Double>getList(at).stream().mapToDouble(Double::doubleValue).toArray());
  }

  /**
   * The picture's bytes.
   *
   * @throws Files.FileTooLargeException if there are more than allowed
   * @throws FileNotFoundException if it is not where the row says
   */
  public byte[] read(Configuration hadoop, long maxBytes) throws IOException {
    if (uri != null) {
      return Files.read(hadoop, new Path(uri), maxBytes);
    }
    if (container != null) {
      return Files.readRange(hadoop, new Path(container), offset, length, maxBytes);
    }
    if (bytes == null) {
      throw new FileNotFoundException("no row in images for SHA-256 " + sha256);
    }
    return bytes;
  }
}
