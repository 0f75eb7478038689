package io.depthlm.jobs.plan;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;

import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A plan in {@code queries} and {@code rejects}, which may not be written yet. */
record StoredPlan(Warehouse warehouse, String dataset, String planId) {
  /** Whether its questions are written; then its rejects are, too. */
  boolean stands() {
    return !questions().isEmpty();
  }

  /** Its rows of {@code queries}. */
  Dataset<Row> questions() {
    return warehouse.read(Table.QUERIES).where(col("plan_id").equalTo(planId));
  }

  /**
   * Its counts, in one look; empty where it is not written. Its rejects are not counted: nobody
   * asks for them, and each table that is looked at costs the beginning of a run half a second.
   */
  Optional<PlanResult> find() {
    List<TaskCount> tasks =
        TaskCount.ROWS.decode(
            questions()
                .groupBy("task", "parameters")
                .agg(
                    max("work_unit").as("work_unit"),
                    count(lit(1)).as("questions"),
                    lit(0L).as("rejected"))
                .collectAsList());
    if (tasks.isEmpty()) {
      return Optional.empty();
    }
    int units = 1 + tasks.stream().mapToInt(TaskCount::workUnit).max().orElse(-1);
    return Optional.of(new PlanResult(planId, dataset, units, TaskCount.questions(tasks)));
  }
}
