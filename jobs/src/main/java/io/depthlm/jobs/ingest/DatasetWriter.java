package io.depthlm.jobs.ingest;

import static org.apache.spark.sql.functions.col;

import io.depthlm.jobs.spark.Joins;
import io.depthlm.jobs.spark.RowFiles;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Updates the rows of a data set in {@code frames} or {@code points} in one commit. */
record DatasetWriter(Warehouse warehouse, String dataset) {
  /**
   * @param rows the rows of all added and changed frames
   * @param count how many they are, at most
   */
  void write(Table table, Dataset<Row> rows, long count, FrameChanges changes) {
    Dataset<Row> arriving = RowFiles.gather(rows, count);
    Dataset<Row> existing = warehouse.read(table).where(col("dataset").equalTo(dataset));
    // Rows of frames that are new here are what a killed ingest left behind: replace them.
    boolean appendIsEnough =
        changes.onlyAdditions()
            && existing.join(changes.arriving(), Joins.on("frame_id"), "left_semi").isEmpty();
    if (appendIsEnough) {
      warehouse.append(table, arriving);
      return;
    }
    Dataset<Row> staying = existing.join(changes.touched(), Joins.on("frame_id"), "left_anti");
    warehouse.replaceWhere(
        table, "dataset = '" + dataset + "'", staying.unionByName(arriving, true));
  }
}
