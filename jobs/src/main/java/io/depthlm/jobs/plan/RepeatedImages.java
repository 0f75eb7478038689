package io.depthlm.jobs.plan;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.when;

import io.depthlm.common.core.RejectReason;
import io.depthlm.jobs.spark.Joins;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * Where two frames have the same image and camera, the same question may come from both: the first
 * frame's is asked, the other becomes a reject.
 */
final class RepeatedImages {
  private RepeatedImages() {}

  /**
   * @param made questions and rejects, {@link QuestionRows#ROWS}
   * @param frames the frames they are about
   */
  static Dataset<Row> rejected(Dataset<Row> made, Dataset<Row> frames) {
    Dataset<Row> repeated =
        frames
            .withColumn(
                "of_image",
                count(lit(1))
                    .over(Window.partitionBy("image_sha256", "fx_px", "fy_px", "cx_px", "cy_px")))
            .where("of_image > 1")
            .select("frame_id");
    if (repeated.isEmpty()) {
      return made;
    }
    Dataset<Row> unique = made.join(repeated, Joins.on("frame_id"), "left_anti");
    Dataset<Row> checked =
        made.join(repeated, Joins.on("frame_id"), "left_semi")
            .withColumn(
                "nth",
                row_number().over(Window.partitionBy("query_id", "reason").orderBy("frame_id")))
            .withColumn("again", expr("reason IS NULL AND nth > 1"))
            .withColumn(
                "point_id",
                when(col("again"), expr("if(size(point_ids) > 0, point_ids[0], -1)"))
                    .otherwise(col("point_id")))
            .withColumn(
                "detail",
                when(col("again"), lit("another frame has the same image and is asked"))
                    .otherwise(col("detail")))
            .withColumn(
                "reason",
                when(col("again"), lit(RejectReason.DUPLICATE_QUESTION.key()))
                    .otherwise(col("reason")))
            .drop("nth", "again");
    return unique.unionByName(checked);
  }
}
