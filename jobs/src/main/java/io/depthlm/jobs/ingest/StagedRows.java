package io.depthlm.jobs.ingest;

import static org.apache.spark.sql.types.DataTypes.BinaryType;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.createArrayType;
import static org.apache.spark.sql.types.DataTypes.createStructField;

import io.depthlm.common.core.Ids;
import io.depthlm.common.dataset.DepthFile;
import io.depthlm.common.dataset.PointMask;
import io.depthlm.common.dataset.Region;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.jobs.rows.RowCodec;
import io.depthlm.jobs.spark.ScalaSequences;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The staged rows of an ingest: one row for each frame, with its points and rejects as arrays. */
final class StagedRows {
  /** The points of a frame. */
  static final RowCodec<Point> POINTS = RowCodec.of(Point.class);

  /** The rejects of a frame. */
  static final RowCodec<StagedFrame.Reject> REJECTS = RowCodec.of(StagedFrame.Reject.class);

  /** A point as {@code points} has it; a mask is null where the frame does not know it. */
  record Point(
      int pointId,
      double xPx,
      double yPx,
      double zM,
      double radialM,
      Region region,
      Integer planeId,
      Boolean maskTransparent,
      Boolean maskSaturated,
      Boolean maskFilled,
      Boolean maskEigenCrop,
      Boolean maskGargCrop,
      Boolean maskUnreliable,
      Double stepNearZM,
      Double stepFarZM) {}

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
            field("bytes", BinaryType),
            field("width_px", IntegerType),
            field("height_px", IntegerType),
            field("fx_px", DoubleType),
            field("fy_px", DoubleType),
            field("cx_px", DoubleType),
            field("cy_px", DoubleType),
            field("camera_to_world", createArrayType(DoubleType, false)),
            field("scene_id", StringType),
            field("split", StringType),
            field("label_kind", StringType),
            field("label_mode", StringType),
            field("depth_uri", StringType),
            field("depth_part", StringType),
            field("depth_encoding", StringType),
            field("depth_scale_m", DoubleType),
            field("depth_kind", StringType),
            field("depth_width_px", IntegerType),
            field("depth_height_px", IntegerType),
            field("n_points", IntegerType),
            field("content_hash", StringType),
            field("points", createArrayType(POINTS.schema(), false)),
            field("rejects", createArrayType(REJECTS.schema(), false))
          });

  private StagedRows() {}

  private static StructField field(String name, DataType type) {
    return createStructField(name, type, true);
  }

  /**
   * A staged frame as a row of {@link #SCHEMA}.
   *
   * @param depthUri the full name of its depth file, or null
   */
  static Row encode(String sourceUri, Long sourceLine, StagedFrame frame, String depthUri) {
    Map<String, Object> row = new HashMap<>();
    row.put("source_uri", sourceUri);
    row.put("source_line", sourceLine);
    row.put("frame_id", frame.frameId());
    row.put(
        "points",
        ScalaSequences.of(
            frame.points().stream().map(p -> POINTS.encode(point(p, frame))).toList()));
    row.put("rejects", ScalaSequences.of(REJECTS.encode(frame.rejects())));
    if (frame.usable()) {
      row.put("content_hash", Ids.of(sourceUri, frame.contentHash()));
      row.put("n_points", frame.points().size());
      putImage(row, frame);
      putLabels(row, frame, depthUri);
    }
    return RowFactory.create(Arrays.stream(SCHEMA.fieldNames()).map(row::get).toArray());
  }

  private static void putImage(Map<String, Object> row, StagedFrame frame) {
    ImageSource.Place place = frame.image().place();
    row.put("image_sha256", frame.image().sha256());
    row.put("bytes", frame.image().bytes());
    row.put("image_uri", place.uri());
    row.put("container_uri", place.containerUri());
    row.put("byte_offset", place.byteOffset());
    row.put("byte_length", place.byteLength());
    Intrinsics camera = frame.camera();
    row.put("width_px", camera.widthPx());
    row.put("height_px", camera.heightPx());
    row.put("fx_px", camera.fxPx());
    row.put("fy_px", camera.fyPx());
    row.put("cx_px", camera.cxPx());
    row.put("cy_px", camera.cyPx());
    if (frame.cameraToWorld() != null) {
      List<Double> pose = Arrays.stream(frame.cameraToWorld().cameraToWorld()).boxed().toList();
      row.put("camera_to_world", ScalaSequences.of(pose));
    }
  }

  private static void putLabels(Map<String, Object> row, StagedFrame frame, String depthUri) {
    row.put("scene_id", frame.sceneId());
    row.put("split", frame.split());
    row.put("label_kind", frame.labels().kind().key());
    row.put("label_mode", frame.labels().mode() == null ? null : frame.labels().mode().key());
    DepthFile depth = frame.depth();
    if (depth != null) {
      row.put("depth_uri", depthUri);
      row.put("depth_part", depth.part());
      row.put("depth_encoding", depth.encoding().key());
      row.put("depth_scale_m", depth.scaleM());
      row.put("depth_kind", depth.kind().key());
      row.put("depth_width_px", depth.widthPx());
      row.put("depth_height_px", depth.heightPx());
    }
  }

  private static Point point(StagedFrame.Point p, StagedFrame frame) {
    Set<PointMask> known = frame.labels().masks();
    Function<PointMask, Boolean> mask = m -> known.contains(m) ? p.masks().contains(m) : null;
    return new Point(
        p.pointId(),
        p.xPx(),
        p.yPx(),
        p.zM(),
        p.radialM(),
        p.region(),
        p.planeId(),
        mask.apply(PointMask.TRANSPARENT),
        mask.apply(PointMask.SATURATED),
        mask.apply(PointMask.FILLED),
        mask.apply(PointMask.EIGEN_CROP),
        mask.apply(PointMask.GARG_CROP),
        mask.apply(PointMask.UNRELIABLE),
        p.step() == null ? null : p.step().nearZM(),
        p.step() == null ? null : p.step().farZM());
  }
}
