package io.depthlm.jobs.ingest;

import static org.apache.spark.sql.functions.col;

import io.depthlm.jobs.spark.Joins;
import io.depthlm.jobs.spark.RowFiles;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Updates the ingest rejects of a data set in one commit, if they differ. */
record RejectWriter(Warehouse warehouse, String dataset) {
  /**
   * @param rejects all rejects of this input
   * @param count how many they are
   * @param staged the input's rows, for the files it speaks for
   */
  void write(Dataset<Row> rejects, long count, Dataset<Row> staged) {
    Dataset<Row> existing =
        warehouse
            .read(Table.REJECTS)
            .where(col("stage").equalTo("ingest").and(col("dataset").equalTo(dataset)));
    Dataset<Row> sources = staged.select("source_uri").distinct();
    Dataset<Row> ofThese = existing.join(sources, Joins.on("source_uri"), "left_semi");
    boolean gone =
        !ofThese
            .select("reject_id")
            .join(rejects.select("reject_id"), Joins.on("reject_id"), "left_anti")
            .isEmpty();
    if (gone) {
      Dataset<Row> ofOthers = existing.join(sources, Joins.on("source_uri"), "left_anti");
      warehouse.replaceWhere(
          Table.REJECTS,
          "stage = 'ingest' AND dataset = '" + dataset + "'",
          ofOthers.unionByName(RowFiles.gatherFew(rejects, count)));
      return;
    }
    Dataset<Row> added =
        rejects.join(existing.select("reject_id"), Joins.on("reject_id"), "left_anti");
    if (!added.isEmpty()) {
      warehouse.append(Table.REJECTS, RowFiles.gatherFew(added, count));
    }
  }
}
