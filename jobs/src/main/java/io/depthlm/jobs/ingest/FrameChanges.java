package io.depthlm.jobs.ingest;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import io.depthlm.jobs.rows.RowCodec;
import io.depthlm.jobs.spark.Joins;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * The differences between the frames of an input and those that the tables have.
 *
 * @param changes frame_id and change ('added', 'changed', 'removed'); frames that stay are not in
 *     it
 */
record FrameChanges(Dataset<Row> changes, long added, long changed, long removed) {
  private static final RowCodec<ChangeCount> COUNTS = RowCodec.of(ChangeCount.class);

  private record ChangeCount(String change, long frames) {}

  /**
   * @param existing the dataset's rows of {@code frames}
   * @param arriving the input's, with content_hash
   * @param sources the input's files: an existing frame of one of them that is not arriving is
   *     removed
   */
  static FrameChanges between(Dataset<Row> existing, Dataset<Row> arriving, Dataset<Row> sources) {
    Dataset<Row> before =
        existing.select(
            col("frame_id"), col("content_hash").as("before"), col("source_uri").as("source"));
    Dataset<Row> compared =
        before
            .join(
                arriving.select(col("frame_id"), col("content_hash").as("after")),
                Joins.on("frame_id"),
                "full_outer")
            .where("before IS NULL OR after IS NULL OR before <> after");
    Dataset<Row> arrived = compared.where("after IS NOT NULL");
    Dataset<Row> gone =
        compared
            .where("after IS NULL")
            .join(sources, compared.col("source").equalTo(sources.col("source_uri")), "left_semi");
    Dataset<Row> changes =
        arrived
            .selectExpr(
                "frame_id", "CASE WHEN before IS NULL THEN 'added' ELSE 'changed' END AS change")
            .unionByName(gone.select(col("frame_id"), lit("removed").as("change")))
            .persist(StorageLevel.MEMORY_AND_DISK());
    Map<String, Long> counts = new HashMap<>();
    for (Row row : changes.groupBy("change").agg(count(lit(1)).as("frames")).collectAsList()) {
      ChangeCount found = COUNTS.decode(row);
      counts.put(found.change(), found.frames());
    }
    return new FrameChanges(
        changes,
        counts.getOrDefault("added", 0L),
        counts.getOrDefault("changed", 0L),
        counts.getOrDefault("removed", 0L));
  }

  boolean none() {
    return added == 0 && changed == 0 && removed == 0;
  }

  boolean onlyAdditions() {
    return changed == 0 && removed == 0;
  }

  /** The frames whose rows are to be written. */
  Dataset<Row> arriving() {
    return changes.where("change <> 'removed'").select("frame_id");
  }

  /** All frames whose old rows, if any, are to go. */
  Dataset<Row> touched() {
    return changes.select("frame_id");
  }

  void release() {
    changes.unpersist();
  }
}
