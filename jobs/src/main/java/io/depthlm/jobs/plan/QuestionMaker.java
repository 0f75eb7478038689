package io.depthlm.jobs.plan;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.depthlm.common.dataset.PointMask;
import io.depthlm.jobs.spark.Joins;
import io.depthlm.jobs.spark.NextFrames;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Makes the questions and rejects of a selection, as rows of {@link QuestionRows#ROWS}. */
record QuestionMaker(Warehouse warehouse, PlanRequest request, FrameSelection selection) {
  private static final List<String> FRAME =
      List.of(
          "frame_id",
          "image_sha256",
          "fx_px",
          "fy_px",
          "cx_px",
          "cy_px",
          "width_px",
          "height_px",
          "camera_to_world");

  /**
   * In the order of frames; where two frames have the same image, both ask. Work units have no
   * numbers yet.
   */
  Dataset<Row> make() {
    Dataset<Row> points =
        warehouse
            .read(Table.POINTS)
            .where(col("dataset").equalTo(request.dataset()))
            .groupBy("frame_id")
            .agg(
                collect_list(
                        struct(
                            "point_id",
                            "x_px",
                            "y_px",
                            "label_kind",
                            "z_m",
                            "radial_m",
                            "region",
                            "plane_id",
                            "step_near_z_m",
                            "step_far_z_m"))
                    .as("points"),
                collect_list(
                        when(size(masks()).gt(0), struct(col("point_id"), masks().as("names"))))
                    .as("masks"));
    boolean pairs = request.tasks().stream().anyMatch(t -> t.kind().framesPerQuestion() > 1);
    Column[] frame = FRAME.stream().map(c -> col(c)).toArray(Column[]::new);
    Dataset<Row> cameras =
        pairs
            ? NextFrames.added(selection.frames(), frame)
            : selection.frames().withColumn("next", when(lit(false), struct(frame)));
    return cameras
        .join(points, Joins.on("frame_id"), "left")
        .repartitionByRange(parts(), col("frame_id"))
        .sortWithinPartitions("frame_id")
        .flatMap(
            new QuestionRows(
                selection.planId(), request.dataset(), request.tasks(), request.pointsPerFrame()),
            QuestionRows.ROWS.encoder());
  }

  /** As {@link #make}, and of the frames with the same image only one asks. */
  Dataset<Row> makeUnique() {
    return unique(make());
  }

  /** Turns what a frame asks again into rejects. */
  Dataset<Row> unique(Dataset<Row> made) {
    return RepeatedImages.rejected(made, selection.frames());
  }

  /** Of each mask that is known of a point, whether it lies in it: the names of its slices. */
  private static Column masks() {
    return array_compact(
        array(
            Arrays.stream(PointMask.values())
                .map(
                    mask ->
                        when(
                            col(mask.column()).isNotNull(),
                            concat(lit(mask.column() + "="), col(mask.column()).cast("string"))))
                .toArray(Column[]::new)));
  }

  private int parts() {
    return Math.max(2, warehouse.spark().sparkContext().defaultParallelism() * 2);
  }
}
