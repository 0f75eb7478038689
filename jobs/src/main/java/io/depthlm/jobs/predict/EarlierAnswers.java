package io.depthlm.jobs.predict;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;

import io.depthlm.jobs.spark.Joins;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.storage.StorageLevel;

/**
 * Answers that earlier runs of the warehouse gave with the same variant to the same questions,
 * copied into a run in one commit. The copy names the run that asked in {@code reused_from};
 * failures are not copied.
 */
record EarlierAnswers(Warehouse warehouse, String runId, CellGroup group) {

  /** Copies what this run does not have; returns how many. */
  long copy() {
    Dataset<Row> all =
        warehouse
            .read(Table.PREDICTIONS)
            .where(col("variant_id").isin(group.variantIds().toArray()));
    Dataset<Row> mine =
        all.where(col("run_id").equalTo(runId).and(col("dataset").equalTo(group.dataset())))
            .select("variant_id", "query_id");
    Dataset<Row> questions =
        warehouse
            .read(Table.QUERIES)
            .where(col("plan_id").equalTo(group.planId()))
            .select("query_id");
    Dataset<Row> copies =
        all.where(col("run_id").notEqual(runId).and(col("parse_status").notEqual("failed")))
            .join(questions, Joins.on("query_id"), "left_semi")
            .join(mine, Joins.on("variant_id", "query_id"), "left_anti")
            // The same question may stand in several runs, and in several datasets of one.
            .withColumn(
                "nth",
                row_number()
                    .over(
                        Window.partitionBy("variant_id", "query_id")
                            .orderBy(
                                col("reused_from").asc_nulls_first(),
                                col("predicted_at"),
                                col("run_id"),
                                col("dataset"))))
            .where("nth = 1")
            .withColumn("reused_from", coalesce(col("reused_from"), col("run_id")))
            .withColumn("run_id", lit(runId))
            .withColumn("dataset", lit(group.dataset()))
            .withColumn("attempt", lit(0))
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      long copied = copies.count();
      if (copied > 0) {
        warehouse.append(Table.PREDICTIONS, copies);
      }
      return copied;
    } finally {
      copies.unpersist();
    }
  }
}
