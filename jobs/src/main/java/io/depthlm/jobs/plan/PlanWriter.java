package io.depthlm.jobs.plan;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.md5;
import static org.apache.spark.sql.functions.when;

import io.depthlm.common.core.RejectReason;
import io.depthlm.common.core.UserError;
import io.depthlm.jobs.rows.Reject;
import io.depthlm.jobs.rows.RowCodec;
import io.depthlm.jobs.spark.Conflicts;
import io.depthlm.jobs.spark.Joins;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/** Writes a plan: its rejects, then its questions, in one commit each. */
record PlanWriter(Warehouse warehouse, StoredPlan plan) {
  private static final String LOST_POINTS =
      "CASE WHEN point_id < 0 THEN 0 ELSE greatest(1, size(point_ids)) END";
  private static final RowCodec<PartSize> PARTS = RowCodec.of(PartSize.class);
  private static final RowCodec<Rank> RANKS = RowCodec.of(Rank.class);

  private record PartSize(int part, long rows) {}

  private record Rank(int workUnit, int rank) {}

  /**
   * Numbers the work units and writes.
   *
   * @throws UserError if there is not one question
   */
  PlanResult write(QuestionMaker questions) {
    Dataset<Row> made = questions.make().persist(StorageLevel.MEMORY_AND_DISK());
    Dataset<Row> numbered = null;
    try {
      Map<Integer, Long> before = new HashMap<>();
      long running = 0;
      for (PartSize part :
          PARTS.decode(
              made.groupBy("part").agg(count(lit(1)).as("rows")).orderBy("part").collectAsList())) {
        before.put(part.part(), running);
        running += part.rows();
      }
      numbered =
          questions
              .unique(
                  made.mapPartitions(
                      new WorkUnits(before, PlanJob.QUESTIONS_PER_UNIT),
                      QuestionRows.ROWS.encoder()))
              .persist(StorageLevel.MEMORY_AND_DISK());
      // All that the steps below ask of the rows, in one pass.
      List<TaskCount> summary =
          TaskCount.ROWS.decode(
              numbered
                  .groupBy("task", "parameters", "work_unit")
                  .agg(
                      count(when(col("reason").isNull(), 1)).as("questions"),
                      count(col("reason")).as("rejected"))
                  .collectAsList());
      made.unpersist();
      long rejected = summary.stream().mapToLong(TaskCount::rejected).sum();
      // Rejects first: once a plan's questions stand, its rejects stand as well.
      if (rejected > 0) {
        replace(
            Table.REJECTS, "stage = 'plan' AND ", rejectRows(numbered.where("reason IS NOT NULL")));
      }
      TreeSet<Integer> units = new TreeSet<>();
      summary.stream().filter(c -> c.questions() > 0).forEach(c -> units.add(c.workUnit()));
      if (units.isEmpty()) {
        throw new UserError(
            "no question can be asked about dataset '" + plan.dataset() + "'",
            "see its rows in rejects, and whether its frames have points");
      }
      replace(Table.QUERIES, "", withoutGaps(numbered.where("reason IS NULL"), units));
      return new PlanResult(
          plan.planId(), plan.dataset(), units.size(), TaskCount.questions(summary));
    } finally {
      made.unpersist();
      if (numbered != null) {
        numbered.unpersist();
      }
    }
  }

  /**
   * Writes the plan's rows, in place of those that another driver may have written since we looked:
   * they are the same.
   */
  private void replace(Table table, String stage, Dataset<Row> rows) {
    Conflicts.retryUnless(
        plan::stands,
        () -> warehouse.replaceWhere(table, stage + "plan_id = '" + plan.planId() + "'", rows));
  }

  /** Work units numbered without gaps, so that their numbers spread evenly over tasks. */
  private Dataset<Row> withoutGaps(Dataset<Row> queries, SortedSet<Integer> units) {
    List<Rank> ranks = new ArrayList<>();
    for (int unit : units) {
      ranks.add(new Rank(unit, ranks.size()));
    }
    return queries
        .join(
            broadcast(warehouse.spark().createDataFrame(RANKS.encode(ranks), RANKS.schema())),
            Joins.on("work_unit"),
            "inner")
        .drop("work_unit")
        .withColumnRenamed("rank", "work_unit");
  }

  private Dataset<Row> rejectRows(Dataset<Row> rejects) {
    Column id =
        md5(
            concat_ws(
                "\u0001",
                lit("plan"),
                lit(plan.planId()),
                col("task"),
                col("parameters"),
                col("frame_id"),
                col("point_id").cast("string"),
                col("reason")));
    return rejects.select(
        Reject.columns(
            RejectReason.Stage.PLAN,
            Map.of(
                "reject_id", id,
                "dataset", col("dataset"),
                "frame_id", col("frame_id"),
                "point_id", col("point_id"),
                "plan_id", lit(plan.planId()),
                "task", col("task"),
                "n_points", expr(LOST_POINTS),
                "reason", col("reason"),
                "detail", col("detail"))));
  }
}
