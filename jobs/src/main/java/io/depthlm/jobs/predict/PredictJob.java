package io.depthlm.jobs.predict;

import io.depthlm.common.config.PredictConfig;
import io.depthlm.common.core.UserError;
import io.depthlm.common.engine.Variant;
import io.depthlm.jobs.run.Cell;
import io.depthlm.jobs.run.FailureCauses;
import io.depthlm.jobs.run.RunLog;
import io.depthlm.jobs.spark.HadoopSettings;
import io.depthlm.jobs.spark.JobGroup;
import io.depthlm.jobs.spark.Progress;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Answers the open questions in the cells of a run. */
public final class PredictJob {
  private static final int ROWS_PER_FILE = 25_000;

  /** The difference that rounding to whole pixels makes on small frames. */
  private static final double FOCAL_TOLERANCE = 0.005;

  private final Warehouse warehouse;
  private final SparkSession spark;
  private final RunLog run;
  private final PredictConfig settings;
  private final Reuse reuse;
  private final AskStage stage;

  /** Whether answers may come from earlier runs, too. */
  public enum Reuse {
    NOTHING,
    /** Answers of the same variant to the same question in earlier runs of the warehouse. */
    EARLIER_RUNS
  }

  /**
   * @param run the run, whose lease is checked between chunks
   */
  public PredictJob(Warehouse warehouse, RunLog run, PredictConfig settings, Reuse reuse) {
    this.warehouse = warehouse;
    this.spark = warehouse.spark();
    this.run = run;
    this.settings = settings;
    this.reuse = reuse;
    this.stage = new AskStage(spark);
  }

  /**
   * Runs it. Each chunk is one commit; a killed job loses the chunks under way and doubles nothing.
   *
   * @throws UserError if not one question of the first chunk of a group could be answered
   */
  public PredictResult run(List<Cell> cells, Progress progress) {
    PredictResult total = PredictResult.NONE;
    for (CellGroup group : CellGroup.of(cells)) {
      try (JobGroup ignored = JobGroup.of(spark, "predict", "predict " + group.name())) {
        total = total.plus(run(group, progress));
      }
    }
    return total;
  }

  private PredictResult run(CellGroup group, Progress progress) {
    long reused =
        reuse == Reuse.EARLIER_RUNS ? new EarlierAnswers(warehouse, run.runId(), group).copy() : 0;
    if (reused > 0) {
      progress.say("predict: %,d answers copied from earlier runs".formatted(reused));
    }
    BorderRejects border = new BorderRejects(warehouse, run, group);
    boolean untouched = run.beginning() == RunLog.Beginning.NEW && reused == 0;
    OpenWork open =
        untouched
            ? OpenWork.untouched(warehouse, run.runId(), group, border.askedOfUnit())
            : OpenWork.left(
                warehouse, run.runId(), group, border.askedOfUnit(), settings.maxAttempts());
    try {
      return run(group, border, open, reused, progress);
    } finally {
      open.release();
    }
  }

  private PredictResult run(
      CellGroup group, BorderRejects border, OpenWork open, long reused, Progress progress) {
    ChunkRows rows = new ChunkRows(warehouse, group, open);
    ChunkPlanner planner =
        new ChunkPlanner(
            open.openOfUnit(),
            settings.chunkRows(),
            settings.chunkMinutes() * 60,
            group.spec().expectedQuestionsPerSecond() * spark.sparkContext().defaultParallelism());
    PredictCounters counters = PredictCounters.of(spark.sparkContext());
    AskFrames ask =
        new AskFrames(
            run.runId(),
            group,
            warehouse.uri(),
            new HadoopSettings(spark.sparkContext().hadoopConfiguration()),
            settings.fetchThreads(),
            settings.maxAttempts(),
            Duration.ofMillis((long) (1000 * settings.answerTimeoutS())),
            counters);
    ResourceProfile resources = stage.resources(group.spec(), progress);
    FailureCauses causes = new FailureCauses(warehouse, run.runId());
    warehouse.prepare(Table.PREDICTIONS); // or a model might answer a chunk twice
    try {
      new ChunkLoop(run, planner, group.name(), progress, causes::words)
          .run(border::write, chunk -> write(rows, chunk, ask, resources), counters);
    } finally {
      run.computedIn(counters.computedIn().value());
    }
    warnOfCutAnswers(group, counters, progress);
    warnOfResizing(group, EffectiveFocals.all(counters.focals().value()), progress);
    return new PredictResult(
        counters.answered().value(),
        counters.failed().value(),
        reused,
        counters.engineSeconds().value(),
        counters.engineLoads().value());
  }

  private void write(
      ChunkRows rows, ChunkPlanner.Chunk chunk, AskFrames ask, ResourceProfile resources) {
    int parallelism = spark.sparkContext().defaultParallelism();
    int units = chunk.toUnit() - chunk.fromUnit();
    // Several slots a core, so that a task with slow frames does not leave the other cores idle.
    int wanted = (int) Math.max(4L * parallelism, chunk.rows() / ROWS_PER_FILE + 1);
    Dataset<Row> frames = rows.of(chunk, Math.min(units, wanted));
    warehouse.append(Table.PREDICTIONS, stage.ask(frames, ask, resources));
  }

  /** The parser takes the last number of a text, which may be a part of what was to come. */
  private static void warnOfCutAnswers(
      CellGroup group, PredictCounters counters, Progress progress) {
    long cut = counters.cut().value();
    if (cut > 0) {
      progress.say(
          "warning: %,d of %,d answers of %s reached its max_new_tokens and were cut off, so a number read from one may be wrong; set a larger max_new_tokens in its entry"
              .formatted(cut, counters.answered().value(), group.name()));
    }
  }

  /**
   * A model's own image processor may resize what focal normalisation made; the answers stand, but
   * the model saw another focal length than the variant says (docs/method.md, section 2, step 6).
   */
  private static void warnOfResizing(
      CellGroup group, Map<String, EffectiveFocals.Range> focals, Progress progress) {
    for (Variant variant : group.variants()) {
      EffectiveFocals.Range seen = focals.get(variant.id());
      if (seen == null || variant.asking().focal().isNative()) {
        continue;
      }
      double wanted = variant.asking().focal().focalPx();
      if (seen.furthestFrom(wanted) > FOCAL_TOLERANCE) {
        progress.say(
            "warning: the image processor of %s resizes: the model saw focal lengths %.1f to %.1f px"
                    .formatted(group.name(), seen.leastPx(), seen.greatestPx())
                + " instead of %.0f".formatted(wanted));
      }
    }
  }
}
