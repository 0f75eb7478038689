package io.depthlm.jobs.ingest;

import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.createArrayType;
import static org.apache.spark.sql.types.DataTypes.createStructField;

import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.jobs.spark.Seqs;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The staged rows of an ingest: one row a line, with its points and rejects as arrays. */
final class StagedRows {
  static final StructType POINT =
      new StructType(
          new StructField[] {
            field("point_id", IntegerType),
            field("x_px", DoubleType),
            field("y_px", DoubleType),
            field("z_m", DoubleType),
            field("radial_m", DoubleType),
            field("region", StringType)
          });

  static final StructType REJECT =
      new StructType(
          new StructField[] {
            field("frame_id", StringType),
            field("point_id", IntegerType),
            field("n_points", IntegerType),
            field("reason", StringType),
            field("detail", StringType)
          });

  static final StructType SCHEMA =
      new StructType(
          new StructField[] {
            field("source_uri", StringType),
            field("source_line", LongType),
            field("frame_id", StringType),
            field("image_sha256", StringType),
            field("image_uri", StringType),
            field("container_uri", StringType),
            field("byte_offset", LongType),
            field("byte_length", LongType),
            field("width_px", IntegerType),
            field("height_px", IntegerType),
            field("fx_px", DoubleType),
            field("fy_px", DoubleType),
            field("cx_px", DoubleType),
            field("cy_px", DoubleType),
            field("camera_to_world", createArrayType(DoubleType, false)),
            field("scene_id", StringType),
            field("n_points", IntegerType),
            field("content_hash", StringType),
            field("points", createArrayType(POINT, false)),
            field("rejects", createArrayType(REJECT, false))
          });

  private StagedRows() {}

  private static StructField field(String name, DataType type) {
    return createStructField(name, type, true);
  }

  /** A staged frame as a row of {@link #SCHEMA}. */
  static Row encode(String sourceUri, Long sourceLine, StagedFrame frame, String contentHash) {
    List<Row> rejects =
        frame.rejects().stream()
            .map(
                r ->
                    RowFactory.create(r.frameId(), r.pointId(), r.points(), r.reason(), r.detail()))
            .toList();
    if (!frame.usable()) {
      return RowFactory.create(
          sourceUri,
          sourceLine,
          frame.frameId(),
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          Seqs.of(List.of()),
          Seqs.of(rejects));
    }
    Intrinsics camera = frame.camera();
    ImageSource.Place place = frame.image().place();
    List<Row> points =
        frame.points().stream()
            .map(
                p ->
                    RowFactory.create(
                        p.pointId(),
                        p.xPx(),
                        p.yPx(),
                        p.zM(),
                        p.radialM(),
                        p.region() == null ? null : p.region().key()))
            .toList();
    List<Double> pose =
        frame.cameraToWorld() == null
            ? null
            : Arrays.stream(frame.cameraToWorld().cameraToWorld()).boxed().toList();
    return RowFactory.create(
        sourceUri,
        sourceLine,
        frame.frameId(),
        frame.image().sha256(),
        place.uri(),
        place.containerUri(),
        place.byteOffset(),
        place.byteLength(),
        camera.widthPx(),
        camera.heightPx(),
        camera.fxPx(),
        camera.fyPx(),
        camera.cxPx(),
        camera.cyPx(),
        pose == null ? null : Seqs.of(pose),
        frame.sceneId(),
        points.size(),
        contentHash,
        Seqs.of(points),
        Seqs.of(rejects));
  }
}
