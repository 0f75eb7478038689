package io.depthlm.jobs.report;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.log10;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.depthlm.common.geometry.LabelKind;
import io.depthlm.common.task.CompareAs;
import io.depthlm.common.task.TaskKind;
import io.depthlm.jobs.spark.Joins;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.util.Arrays;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Answers against truths, counted in squares by the executors: one row for each square that is not
 * empty. Both as they are compared, see {@link io.depthlm.common.task.Comparison}.
 */
final class ScatterBins {
  private ScatterBins() {}

  /** Rows of variant_id, dataset, task, truth_bin, answer_bin, n. */
  static Dataset<Row> of(Warehouse warehouse, String runId) {
    Dataset<Row> answers =
        warehouse
            .read(Table.PREDICTIONS)
            .where(col("run_id").equalTo(runId))
            .groupBy("variant_id", "dataset", "query_id")
            .agg(max(struct("attempt", "value")).as("last"))
            .select(
                col("variant_id"), col("dataset"), col("query_id"), col("last.value").as("value"));
    Dataset<Row> cells =
        warehouse
            .read(Table.RUN_CELLS)
            .where(col("run_id").equalTo(runId))
            .select("variant_id", "dataset", "task", "plan_id", "compare_as");
    Dataset<Row> questions =
        warehouse
            .read(Table.QUERIES)
            .select(
                "plan_id",
                "query_id",
                "task",
                "truth_value",
                "truth_z_m",
                "truth_radial_m",
                "label_kind");
    return questions
        .join(broadcast(cells), Joins.on("plan_id", "task"), "inner")
        .join(answers, Joins.on("variant_id", "dataset", "query_id"), "inner")
        .where(col("value").gt(0).and(col("truth_value").gt(0)))
        .withColumn("truth_bin", bin(col("truth_value").multiply(truthFactor())))
        .withColumn("answer_bin", bin(col("value").multiply(valueFactor())))
        .groupBy("variant_id", "dataset", "task", "truth_bin", "answer_bin")
        .agg(count(lit(1)).as("n"));
  }

  private static Column bin(Column value) {
    double perSquare = (ScatterPlot.TO - ScatterPlot.FROM) / ScatterPlot.SQUARES;
    Column square = floor(log10(value).minus(ScatterPlot.FROM).divide(perSquare));
    return greatest(lit(0), least(lit(ScatterPlot.SQUARES - 1), square)).cast("int");
  }

  private static Column truthFactor() {
    return when(
            compareAs(CompareAs.AS_LABELLED),
            when(col("label_kind").equalTo(LabelKind.Z.key()), to(LabelKind.Z))
                .when(col("label_kind").equalTo(LabelKind.RADIAL.key()), to(LabelKind.RADIAL))
                .otherwise(1.0))
        .otherwise(valueFactor());
  }

  private static Column valueFactor() {
    return when(compareAs(CompareAs.Z), to(LabelKind.Z))
        .when(compareAs(CompareAs.RADIAL), to(LabelKind.RADIAL))
        .otherwise(1.0);
  }

  private static Column compareAs(CompareAs as) {
    return col("compare_as").equalTo(as.key());
  }

  /** The factor from a task's own kind of depth to another; 1 for tasks without a depth. */
  private static Column to(LabelKind kind) {
    Column radialPerZ = col("truth_radial_m").divide(col("truth_z_m"));
    Column factor =
        kind == LabelKind.RADIAL
            ? when(own(LabelKind.Z), radialPerZ)
            : when(own(LabelKind.RADIAL), lit(1.0).divide(radialPerZ));
    return when(col("truth_z_m").isNull(), 1.0).otherwise(factor.otherwise(1.0));
  }

  private static Column own(LabelKind kind) {
    return col("task")
        .isin(
            Arrays.stream(TaskKind.values())
                .filter(t -> t.depthKind().filter(k -> k == kind).isPresent())
                .map(TaskKind::key)
                .toArray());
  }
}
