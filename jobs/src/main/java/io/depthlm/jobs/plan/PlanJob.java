package io.depthlm.jobs.plan;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.depthlm.common.core.UserError;
import io.depthlm.jobs.spark.JobGroup;
import io.depthlm.jobs.spark.Progress;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * Writes the questions about a selection of one data set into {@code queries}. Closing the job
 * releases the questions that a preview made.
 */
public final class PlanJob implements AutoCloseable {
  /** About how many questions a work unit has: a minute of a slow model, a moment of a fast one. */
  public static final int QUESTIONS_PER_UNIT = 256;

  private final Warehouse warehouse;
  private final PlanRequest request;
  private FrameSelection selection;
  private Dataset<Row> unwritten;

  /** A job for one dataset. */
  public PlanJob(Warehouse warehouse, PlanRequest request) {
    this.warehouse = warehouse;
    this.request = request;
  }

  /**
   * The id of the plan, whether it was written or not.
   *
   * @throws UserError if the dataset has no frames
   */
  public String planId() {
    try (JobGroup ignored = group()) {
      return selection().planId();
    }
  }

  /**
   * Finds the plan, or writes it.
   *
   * @throws UserError if the dataset has no frames
   */
  public PlanResult run(Progress progress) {
    try (JobGroup ignored = group()) {
      StoredPlan plan = stored();
      Optional<PlanResult> found = plan.find();
      if (found.isPresent()) {
        progress.say("plan: %s stands already (%s)".formatted(request.dataset(), plan.planId()));
        return found.get();
      }
      progress.say("plan: writing the questions of " + request.dataset());
      return new PlanWriter(warehouse, plan).write(maker());
    }
  }

  /**
   * What {@link #run} would give; writes nothing.
   *
   * @throws UserError if the dataset has no frames
   */
  public PlanResult preview(Progress progress) {
    try (JobGroup ignored = group()) {
      StoredPlan plan = stored();
      Optional<PlanResult> found = plan.find();
      if (found.isPresent()) {
        return found.get();
      }
      progress.say("plan: counting the questions of " + request.dataset());
      List<TaskCount> counts =
          TaskCount.ROWS.decode(
              unwritten()
                  .groupBy("task", "parameters")
                  .agg(
                      lit(0).as("work_unit"),
                      count(when(col("reason").isNull(), 1)).as("questions"),
                      count(col("reason")).as("rejected"))
                  .collectAsList());
      return new PlanResult(plan.planId(), request.dataset(), 0, TaskCount.questions(counts));
    }
  }

  /**
   * The questions of the plan as rows of {@code queries}: the written ones, or those that {@link
   * #run} would write, except for the number of the work unit. Writes nothing.
   *
   * @throws UserError if the dataset has no frames
   */
  public Dataset<Row> questions() {
    StoredPlan plan = stored();
    return plan.stands()
        ? plan.questions()
        : unwritten()
            .where("reason IS NULL")
            .select(
                Stream.of(Table.QUERIES.schema().fieldNames())
                    .map(c -> col(c))
                    .toArray(Column[]::new));
  }

  /** Made once, however often they are looked at. */
  private Dataset<Row> unwritten() {
    if (unwritten == null) {
      unwritten = maker().makeUnique().persist(StorageLevel.MEMORY_AND_DISK());
    }
    return unwritten;
  }

  private QuestionMaker maker() {
    return new QuestionMaker(warehouse, request, selection());
  }

  private StoredPlan stored() {
    return new StoredPlan(warehouse, request.dataset(), selection().planId());
  }

  private FrameSelection selection() {
    if (selection == null) {
      selection = new FrameSelection(warehouse, request);
    }
    return selection;
  }

  private JobGroup group() {
    return JobGroup.of(warehouse.spark(), "plan", "plan " + request.dataset());
  }

  @Override
  public void close() {
    if (unwritten != null) {
      unwritten.unpersist();
      unwritten = null;
    }
  }
}
