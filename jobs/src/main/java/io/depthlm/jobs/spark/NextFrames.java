package io.depthlm.jobs.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lead;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * The frame that follows each frame in its scene, in the order of their ids: questions about two
 * pictures are about such a pair.
 */
public final class NextFrames {
  private NextFrames() {}

  /**
   * Frames with a struct {@code next} of columns of the frame that follows: null for the last of a
   * scene, and for frames without a scene.
   *
   * @param frames rows of {@code frames}, one data set's
   */
  public static Dataset<Row> added(Dataset<Row> frames, Column... columns) {
    return frames.withColumn(
        "next",
        when(
            col("scene_id").isNotNull(),
            lead(struct(columns), 1).over(Window.partitionBy("scene_id").orderBy("frame_id"))));
  }
}
