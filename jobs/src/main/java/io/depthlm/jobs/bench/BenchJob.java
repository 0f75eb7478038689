package io.depthlm.jobs.bench;

import io.depthlm.common.config.PredictConfig;
import io.depthlm.common.core.Ids;
import io.depthlm.common.core.UserError;
import io.depthlm.common.engine.Answer;
import io.depthlm.common.engine.DepthEngine;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.EngineSpec;
import io.depthlm.common.engine.Variant;
import io.depthlm.common.engine.baseline.ConstantSpec;
import io.depthlm.common.engine.baseline.ProbeSpec;
import io.depthlm.common.engine.frames.FramePipeline;
import io.depthlm.common.engine.frames.Outcome;
import io.depthlm.common.engine.host.EngineHolder;
import io.depthlm.common.metrics.TruthRange;
import io.depthlm.common.task.CompareAs;
import io.depthlm.common.vlm.VlmEngine;
import io.depthlm.common.vlm.checkpoint.Checkpoint;
import io.depthlm.common.vlm.image.ImageProcessor;
import io.depthlm.jobs.predict.PredictJob;
import io.depthlm.jobs.run.Cell;
import io.depthlm.jobs.run.RunCells;
import io.depthlm.jobs.run.RunLog;
import io.depthlm.jobs.run.RunRequest;
import io.depthlm.jobs.spark.Progress;
import io.depthlm.jobs.spark.Warehouse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** Measures. The Spark session is local: all parts run in this process. */
public final class BenchJob {
  private static final int FRAMES_AHEAD = 4;
  private static final PredictConfig PREDICT =
      new PredictConfig(200_000, 10, 1, 1, FRAMES_AHEAD, 86_400);

  private final BenchRequest request;
  private final Warehouse warehouse;
  private int runs;

  /** A bench with its tables in the request's folder. */
  public BenchJob(SparkSession spark, BenchRequest request) {
    this.request = request;
    this.warehouse = new Warehouse(spark, request.folder().resolve("warehouse").toString());
  }

  /**
   * The time of one turn of a part.
   *
   * @param deviceSeconds in which the device computed; 0 where there is none
   * @param answerTokens said
   */
  private record Turn(double seconds, double deviceSeconds, long answerTokens) {}

  /** Runs all parts. */
  public BenchResult run(Progress progress) throws IOException {
    BenchQuestions questions = BenchQuestions.make(warehouse, request, progress);
    int n = questions.count();
    if (n == 0) {
      throw new UserError("not one question can be asked", "choose another --focal or --points");
    }
    progress.say("bench: %,d questions on %,d frames".formatted(n, request.frames()));
    List<BenchResult.Preparation> preparation = preparation(questions);
    DeviceSlot slot = request.engine().place(DeviceSlot.CPU);
    List<Turn> alone = new ArrayList<>();
    List<Turn> engine = new ArrayList<>();
    List<Turn> job = new ArrayList<>();
    List<Turn> noModel = new ArrayList<>();
    List<Turn> jobNoModel = new ArrayList<>();
    String computedIn = null;
    for (int turn = 0; turn <= request.repeats(); turn++) {
      progress.update("turns", turn, request.repeats() + 1L);
      // The probe takes the model's place on the device, so it comes before the model is loaded
      // again, and the load is not timed.
      jobNoModel.add(spark(questions, new ProbeSpec(), null));
      try (DepthEngine constant = new ConstantSpec(2).open(DeviceSlot.CPU)) {
        noModel.add(pipeline(questions, constant));
      }
      try (EngineHolder.Lease lease = EngineHolder.ofProcess().acquire(request.engine(), slot)) {
        computedIn = lease.engine().computesIn();
        if (lease.engine() instanceof VlmEngine vlm) {
          alone.add(alone(vlm, questions));
        }
        engine.add(pipeline(questions, lease.engine()));
        job.add(spark(questions, request.engine(), lease.engine()));
      }
    }
    progress.update("turns", request.repeats() + 1L, request.repeats() + 1L);
    return new Figures(n, computedIn).of(preparation, alone, engine, job, noModel, jobNoModel);
  }

  private List<BenchResult.Preparation> preparation(BenchQuestions questions) throws IOException {
    var frame = questions.work().get(0).frames().get(0);
    ImageProcessor processor =
        request.checkpoint() == null
            ? null
            : ImageProcessor.open(
                request.checkpoint(), Checkpoint.open(request.checkpoint()).config());
    return new PreparationBench(
            request.asking(),
            frame.camera(),
            frame.image().read(),
            processor,
            Math.max(9, request.repeats()))
        .run();
  }

  private Turn alone(VlmEngine engine, BenchQuestions questions) {
    Runnable model = engine.modelAlone(questions.prepared(request.asking()));
    long start = System.nanoTime();
    model.run();
    return new Turn((System.nanoTime() - start) / 1e9, 0, 0);
  }

  private Turn pipeline(BenchQuestions questions, DepthEngine engine) {
    double device = engine.deviceSeconds();
    long tokens = 0;
    long start = System.nanoTime();
    try (FramePipeline pipeline =
        new FramePipeline(
            List.of(request.asking()), engine, EngineSpec.Needs.PIXELS, FRAMES_AHEAD)) {
      for (Iterator<Outcome> it = pipeline.run(questions.work().iterator()); it.hasNext(); ) {
        Answer answer = it.next().answer();
        if (answer instanceof Answer.Failed) {
          throw new UserError(
              "a question failed: the model cannot be measured", "see it with depthlm ask");
        }
        tokens += answer instanceof Answer.Said said ? said.answerTokens() : 0;
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Turn(seconds, engine.deviceSeconds() - device, tokens);
  }

  private Turn spark(BenchQuestions questions, EngineSpec spec, DepthEngine engine) {
    Cell cell =
        new Cell(
            new Variant(request.modelName(), spec, "bench", request.asking()),
            BenchQuestions.DATASET,
            questions.plan().planId(),
            questions.count(),
            CompareAs.AS_LABELLED,
            TruthRange.ALL);
    String runId = "bench-" + runs++;
    double device = engine == null ? 0 : engine.deviceSeconds();
    long start = System.nanoTime();
    RunRequest run = new RunRequest("bench", Ids.of(runId), "", "{}", runId);
    try (RunLog log = RunLog.open(warehouse, run)) {
      new RunCells(warehouse, runId).add(List.of(cell)); // as a sweep does for a new run
      new PredictJob(warehouse, log, PREDICT, PredictJob.Reuse.NOTHING)
          .run(List.of(cell), Progress.SILENT);
      log.finish("predicted", null, Map.of(), 0);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Turn(seconds, engine == null ? 0 : engine.deviceSeconds() - device, 0);
  }

  /** Turns the measurements into figures; the first turn is not counted. */
  private record Figures(int questions, String computedIn) {
    BenchResult of(
        List<BenchResult.Preparation> preparation,
        List<Turn> alone,
        List<Turn> engine,
        List<Turn> job,
        List<Turn> noModel,
        List<Turn> jobNoModel) {
      List<BenchResult.Speed> speeds = new ArrayList<>();
      List<BenchResult.Figure> figures = new ArrayList<>();
      if (!alone.isEmpty()) {
        speeds.add(speed("model alone", alone));
      }
      speeds.add(speed("engine (pipeline in one process)", engine));
      speeds.add(speed("Spark job", job));
      speeds.add(speed("pipeline without a model", noModel));
      speeds.add(speed("Spark job without a model (probe)", jobNoModel));
      if (!alone.isEmpty()) {
        figures.add(added("engine adds to the model", engine, alone));
        figures.add(added("Spark job adds to the model", job, alone));
        figures.add(waits("device waits under the engine", engine));
        figures.add(waits("device waits under the Spark job", job));
        double[] tokens = new double[engine.size() - 1];
        for (int i = 0; i < tokens.length; i++) {
          tokens[i] = engine.get(i + 1).answerTokens() / engine.get(i + 1).seconds();
        }
        figures.add(
            new BenchResult.Figure(
                "answer tokens under the engine", "tokens/s", Spread.of(tokens)));
      }
      figures.add(perQuestion("pipeline without a model takes", noModel));
      figures.add(perQuestion("Spark job without a model takes", jobNoModel));
      return new BenchResult(questions, computedIn, preparation, speeds, figures);
    }

    private BenchResult.Speed speed(String part, List<Turn> turns) {
      return new BenchResult.Speed(
          part,
          Spread.of(
              turns.stream().skip(1).mapToDouble(turn -> questions / turn.seconds()).toArray()));
    }

    private BenchResult.Figure added(String name, List<Turn> turns, List<Turn> base) {
      double[] ms = new double[turns.size() - 1];
      for (int i = 0; i < ms.length; i++) {
        ms[i] = 1e3 * (turns.get(i + 1).seconds() - base.get(i + 1).seconds()) / questions;
      }
      return new BenchResult.Figure(name, "ms", Spread.of(ms));
    }

    private BenchResult.Figure perQuestion(String name, List<Turn> turns) {
      return new BenchResult.Figure(
          name,
          "ms",
          Spread.of(
              turns.stream().skip(1).mapToDouble(t -> 1e3 * t.seconds() / questions).toArray()));
    }

    private static BenchResult.Figure waits(String name, List<Turn> turns) {
      return new BenchResult.Figure(
          name,
          "fraction",
          Spread.of(
              turns.stream()
                  .skip(1)
                  .mapToDouble(turn -> 1 - turn.deviceSeconds() / turn.seconds())
                  .toArray()));
    }
  }
}
