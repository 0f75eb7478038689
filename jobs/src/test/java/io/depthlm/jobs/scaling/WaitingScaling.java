package io.depthlm.jobs.scaling;

import io.depthlm.common.config.PredictConfig;
import io.depthlm.common.config.Subset;
import io.depthlm.common.engine.Answer;
import io.depthlm.common.engine.Asking;
import io.depthlm.common.engine.DepthEngine;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.EngineSpec;
import io.depthlm.common.engine.Question;
import io.depthlm.common.engine.Variant;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.imaging.FocalSetting;
import io.depthlm.common.imaging.ImageLimits;
import io.depthlm.common.metrics.TruthRange;
import io.depthlm.common.task.CompareAs;
import io.depthlm.common.task.PromptTemplate;
import io.depthlm.common.task.TaskKind;
import io.depthlm.common.task.TaskSpec;
import io.depthlm.jobs.TestFrames;
import io.depthlm.jobs.plan.PlanJob;
import io.depthlm.jobs.plan.PlanRequest;
import io.depthlm.jobs.plan.PlanResult;
import io.depthlm.jobs.predict.PredictJob;
import io.depthlm.jobs.run.Cell;
import io.depthlm.jobs.run.RunCells;
import io.depthlm.jobs.run.RunLog;
import io.depthlm.jobs.run.RunRequest;
import io.depthlm.jobs.spark.Progress;
import io.depthlm.jobs.spark.Sessions;
import io.depthlm.jobs.spark.Warehouse;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;

/**
 * The time that a predict stage loses to the driver and to commits, as tasks grow: every task has
 * the same work, an engine that waits a simulated service time for each batch and computes nothing.
 * A program to run by hand; {@code deploy/README.md} has its table.
 */
public final class WaitingScaling {
  /** A unit of the plan, and one frame here. */
  private static final int QUESTIONS = 256;

  private static final int BATCH = 64;
  private static final long SERVICE_MS = 1000;

  /** Units of each task, in chunks of which each gives it four. */
  private static final int UNITS = 8;

  private static final TaskSpec AXIS = TaskSpec.of(TaskKind.AXIS_DISTANCE);

  private WaitingScaling() {}

  /** Arguments: numbers of tasks. */
  public static void main(String[] args) throws Exception {
    System.out.println("tasks  questions  ideal s  took s  lost  driver's processor s");
    for (String tasks : args) {
      measure(Integer.parseInt(tasks));
    }
  }

  private static void measure(int tasks) throws Exception {
    Path folder = Files.createTempDirectory("scaling");
    SparkSession spark =
        Sessions.open(
            "scaling",
            Map.of(
                "spark.master", "local[" + tasks + "]",
                "spark.sql.shuffle.partitions", "4",
                "spark.driver.host", "127.0.0.1",
                "spark.driver.bindAddress", "127.0.0.1"));
    try {
      Warehouse warehouse = new Warehouse(spark, folder.resolve("warehouse").toString());
      Cell cell = plan(warehouse, folder, tasks);
      // What a chunk costs is to be seen, so there are several.
      PredictConfig settings =
          new PredictConfig(Math.min(200_000, tasks * 4 * QUESTIONS), 10, 1, 1, 1, 600);
      try (RunLog run = RunLog.open(warehouse, new RunRequest("scaling", "h", "", "", "r"))) {
        new RunCells(warehouse, "r").write(List.of(cell));
        double processor = processorSeconds();
        long start = System.nanoTime();
        new PredictJob(warehouse, run, settings, PredictJob.Reuse.NOTHING)
            .run(List.of(cell), Progress.SILENT);
        double took = (System.nanoTime() - start) / 1e9;
        double ideal = UNITS * (QUESTIONS / BATCH) * SERVICE_MS / 1e3;
        System.out.printf(
            "%5d  %,9d  %7.1f  %6.1f  %3.0f%%  %.1f%n",
            tasks,
            cell.queries(),
            ideal,
            took,
            100 * (1 - ideal / took),
            processorSeconds() - processor);
        run.finish("predicted", null, Map.of(), 0);
      }
    } finally {
      spark.stop();
    }
  }

  private static Cell plan(Warehouse warehouse, Path folder, int tasks) {
    Intrinsics camera = new Intrinsics(50, 50, 30, 20, 60, 40);
    List<TestFrames.Frame> frames = new ArrayList<>();
    for (int f = 0; f < tasks * UNITS; f++) {
      frames.add(
          new TestFrames.Frame(
              "f%05d".formatted(f),
              TestFrames.png(f, 60, 40),
              camera,
              TestFrames.points(QUESTIONS)));
    }
    TestFrames.write(warehouse, folder, "scaling", frames);
    PlanResult plan =
        new PlanJob(
                warehouse,
                new PlanRequest("scaling", null, new Subset.All(), new Subset.All(), List.of(AXIS)))
            .run(Progress.SILENT);
    Variant variant =
        new Variant(
            "waiting",
            new WaitingSpec(),
            "prompt",
            new Asking(
                AXIS,
                new PromptTemplate("how far?", AXIS.kind()),
                "text",
                FocalSetting.official(50),
                ImageLimits.DEFAULT));
    return new Cell(
        variant,
        "scaling",
        plan.planId(),
        plan.queriesByTask().get(AXIS),
        CompareAs.AS_LABELLED,
        TruthRange.ALL);
  }

  private static double processorSeconds() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime()
        / 1e9;
  }

  private record WaitingSpec() implements EngineSpec {
    @Override
    public String engine() {
      return "waiting";
    }

    @Override
    public SortedMap<String, String> identity() {
      return new TreeMap<>();
    }

    @Override
    public Needs needs() {
      return Needs.WORDS;
    }

    @Override
    public double expectedQuestionsPerSecond() {
      return BATCH * 1000.0 / SERVICE_MS;
    }

    @Override
    public DepthEngine open(DeviceSlot device) {
      return new WaitingEngine();
    }
  }

  /** As if every task had a device of its own. */
  private record WaitingEngine() implements DepthEngine {
    @Override
    public List<Answer> answer(List<Question> questions) {
      try {
        Thread.sleep(SERVICE_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return Collections.nCopies(
          questions.size(),
          new Answer.Said("<answer> 2.00 </answer>", null, 0, 0, questions.size()));
    }

    @Override
    public int batchSize() {
      return BATCH;
    }

    @Override
    public String device() {
      return "none";
    }

    @Override
    public void close() {}
  }
}
