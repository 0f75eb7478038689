package io.depthlm.jobs.sweep;

import io.depthlm.common.config.LoadedSweep;
import io.depthlm.common.config.SweepConfig;
import io.depthlm.common.core.Ids;
import io.depthlm.common.core.UserError;
import io.depthlm.common.engine.Asking;
import io.depthlm.common.engine.Variant;
import io.depthlm.common.metrics.Bootstrap;
import io.depthlm.jobs.evaluate.CellCount;
import io.depthlm.jobs.evaluate.EvaluateJob;
import io.depthlm.jobs.evaluate.EvaluateRequest;
import io.depthlm.jobs.evaluate.EvaluateResult;
import io.depthlm.jobs.evaluate.QuestionCount;
import io.depthlm.jobs.plan.PlanJob;
import io.depthlm.jobs.predict.BorderCount;
import io.depthlm.jobs.predict.EngineSpecs;
import io.depthlm.jobs.predict.PredictJob;
import io.depthlm.jobs.predict.PredictResult;
import io.depthlm.jobs.run.Cell;
import io.depthlm.jobs.run.FailureCauses;
import io.depthlm.jobs.run.FinishedRun;
import io.depthlm.jobs.run.RunCells;
import io.depthlm.jobs.run.RunLog;
import io.depthlm.jobs.run.RunRequest;
import io.depthlm.jobs.spark.Progress;
import io.depthlm.jobs.spark.Warehouse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** A sweep and its stages. The same sweep again does only what is missing. */
public final class SweepJob {
  private final Warehouse warehouse;
  private final LoadedSweep loaded;
  private final SweepConfig sweep;
  private final SweepCells crossing;

  /** A sweep over a warehouse. */
  public SweepJob(Warehouse warehouse, LoadedSweep loaded) {
    this.warehouse = warehouse;
    this.loaded = loaded;
    this.sweep = loaded.sweep();
    this.crossing =
        new SweepCells(
            sweep,
            new EngineSpecs(() -> warehouse.spark().sparkContext().hadoopConfiguration())::of);
  }

  /** The cells with their numbers of questions; writes nothing. */
  public List<PlannedCell> dryRun(Progress progress) {
    List<PlanJob> plans = planJobs();
    try {
      return planned(
          crossing.cells(
              crossing.variants(), plans.stream().map(job -> job.preview(progress)).toList()),
          plans,
          progress);
    } finally {
      plans.forEach(PlanJob::close);
    }
  }

  /** Writes the questions; returns the cells. */
  public List<PlannedCell> plan(Progress progress) {
    List<PlanJob> plans = planJobs();
    return planned(plan(crossing.variants(), plans, progress), plans, progress);
  }

  /** Applies the border rule, in one pass over the questions of each plan. */
  private List<PlannedCell> planned(List<Cell> cells, List<PlanJob> plans, Progress progress) {
    Map<String, Map<Asking, Long>> atBorder = new HashMap<>();
    for (PlanJob plan : plans) {
      List<Cell> asked = cells.stream().filter(c -> c.planId().equals(plan.planId())).toList();
      if (asked.isEmpty() || atBorder.containsKey(plan.planId())) {
        continue;
      }
      String dataset = asked.get(0).dataset();
      progress.say("plan: applying the border rule to the questions of " + dataset);
      atBorder.put(
          plan.planId(),
          BorderCount.of(
              warehouse,
              dataset,
              plan.questions(),
              asked.stream().map(c -> c.variant().asking()).distinct().toList()));
    }
    return cells.stream()
        .map(
            cell ->
                new PlannedCell(
                    cell, atBorder.get(cell.planId()).getOrDefault(cell.variant().asking(), 0L)))
        .toList();
  }

  private List<Cell> plan(List<Variant> variants, List<PlanJob> plans, Progress progress) {
    return crossing.cells(variants, plans.stream().map(job -> job.run(progress)).toList());
  }

  private List<PlanJob> planJobs() {
    return sweep.datasets().stream()
        .map(dataset -> new PlanJob(warehouse, crossing.plan(dataset)))
        .toList();
  }

  /**
   * The stages of an execution of the run, from planning to {@code through}; the run's row tells
   * how it ended. What is wrong with a model or a dataset's name is told before there is a row.
   *
   * @param runId the run to continue or start, or null for the latest unfinished one of this
   *     configuration
   * @param reuse whether answers of earlier runs are taken
   */
  public SweepResult run(String runId, Stage through, PredictJob.Reuse reuse, Progress progress) {
    List<Variant> variants = crossing.variants();
    List<PlanJob> plans = planJobs();
    RunRequest request =
        new RunRequest(sweep.name(), configHash(plans), loaded.passed(), loaded.effective(), runId);
    Optional<Map<String, Long>> finished = FinishedRun.find(warehouse, request);
    if (finished.isPresent()) {
      progress.say("run " + runId + ": finished before, and nothing has changed since");
      return new SweepResult(runId, questions(finished.get()), PredictResult.NONE);
    }
    try (RunLog run = RunLog.open(warehouse, request)) {
      return execute(run, () -> plan(variants, plans, progress), through, reuse, progress);
    }
  }

  /**
   * The configuration with what it found: a run that was begun on other data is not continued, for
   * its answers belong to questions that are no longer asked.
   */
  private String configHash(List<PlanJob> plans) {
    List<String> parts = new ArrayList<>(List.of("run", loaded.fingerprint()));
    plans.stream().map(PlanJob::planId).distinct().sorted().forEach(parts::add);
    return Ids.of(parts.toArray(String[]::new));
  }

  private SweepResult execute(
      RunLog run,
      Supplier<List<Cell>> planned,
      Stage through,
      PredictJob.Reuse reuse,
      Progress progress) {
    PredictResult predicted = PredictResult.NONE;
    try {
      List<Cell> cells = planned.get();
      progress.say("run " + run.runId() + ": %,d cells".formatted(cells.size()));
      RunCells table = new RunCells(warehouse, run.runId());
      if (run.beginning() == RunLog.Beginning.NEW) {
        table.add(cells);
      } else {
        table.write(cells);
      }
      predicted = new PredictJob(warehouse, run, sweep.predict(), reuse).run(cells, progress);
      if (through == Stage.PREDICT) {
        run.finish("predicted", null, Map.of(), predicted.deviceSeconds());
        return new SweepResult(run.runId(), QuestionCount.NONE, predicted);
      }
      EvaluateResult evaluated = evaluate(run.runId(), progress);
      SweepResult result = new SweepResult(run.runId(), sum(evaluated.cells()), predicted);
      run.finish(
          status(result), failure(result), counts(result.questions()), predicted.deviceSeconds());
      return result;
    } catch (RuntimeException | Error e) {
      try {
        run.finish("failed", cause(e), Map.of(), predicted.deviceSeconds());
      } catch (RuntimeException second) {
        e.addSuppressed(second);
      }
      throw e;
    }
  }

  /**
   * The last stage alone: scores a run of this sweep by its {@code evaluate} settings, and ends the
   * run if it stopped after predict.
   */
  public SweepResult score(String runId, Progress progress) {
    SweepResult result =
        new SweepResult(runId, sum(evaluate(runId, progress).cells()), PredictResult.NONE);
    RunLog.endPredicted(
        warehouse, runId, status(result), failure(result), counts(result.questions()));
    return result;
  }

  private String status(SweepResult result) {
    return tooManyFailed(result) ? "failed" : "finished";
  }

  private boolean tooManyFailed(SweepResult result) {
    return result.failedFraction() > sweep.predict().maxFailedFraction();
  }

  /** Why a run whose questions all have an end is not done; null where it is. */
  private String failure(SweepResult result) {
    return !tooManyFailed(result)
        ? null
        : "%.2f %% of the questions failed: %s"
            .formatted(
                100 * result.failedFraction(),
                new FailureCauses(warehouse, result.runId()).words());
  }

  private EvaluateResult evaluate(String runId, Progress progress) {
    Bootstrap bootstrap =
        new Bootstrap(
            sweep.evaluate().bootstrapReplicates(),
            sweep.evaluate().seed(),
            sweep.evaluate().confidence());
    return new EvaluateJob(warehouse, new EvaluateRequest(runId, crossing.truthRanges(), bootstrap))
        .run(progress);
  }

  /** What was going on, and the first thing that went wrong in it. */
  private static String cause(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String what = String.valueOf(e.getMessage());
    if (root == e || e instanceof UserError) {
      return what;
    }
    String first = String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    return what + ": " + root.getClass().getSimpleName() + ": " + first;
  }

  private static QuestionCount sum(List<CellCount> cells) {
    return cells.stream().map(CellCount::questions).reduce(QuestionCount.NONE, QuestionCount::plus);
  }

  private static Map<String, Long> counts(QuestionCount questions) {
    return new TreeMap<>(
        Map.of(
            "planned", questions.planned(),
            "answered", questions.answered(),
            "unparsed", questions.unparsed(),
            "failed", questions.failed(),
            "rejected", questions.rejected()));
  }

  private static QuestionCount questions(Map<String, Long> counts) {
    return new QuestionCount(
        counts.getOrDefault("planned", 0L),
        counts.getOrDefault("answered", 0L),
        counts.getOrDefault("unparsed", 0L),
        counts.getOrDefault("failed", 0L),
        counts.getOrDefault("rejected", 0L),
        0,
        0,
        0);
  }

  /** How far an execution goes. */
  public enum Stage {
    PREDICT,
    EVALUATE
  }
}
