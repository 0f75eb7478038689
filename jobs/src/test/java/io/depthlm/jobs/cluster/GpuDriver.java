package io.depthlm.jobs.cluster;

import io.depthlm.common.config.PredictConfig;
import io.depthlm.common.config.Subset;
import io.depthlm.common.engine.Answer;
import io.depthlm.common.engine.Asking;
import io.depthlm.common.engine.DepthEngine;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.EngineSpec;
import io.depthlm.common.engine.Question;
import io.depthlm.common.engine.Variant;
import io.depthlm.common.imaging.FocalSetting;
import io.depthlm.common.imaging.ImageLimits;
import io.depthlm.common.metrics.TruthRange;
import io.depthlm.common.task.CompareAs;
import io.depthlm.common.task.PromptTemplate;
import io.depthlm.common.task.TaskKind;
import io.depthlm.common.task.TaskSpec;
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
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * An application for {@code spark-submit}: asks a dataset's questions of an engine that says on
 * which device it was built, and says where the tasks of another stage ran.
 */
public final class GpuDriver {
  private static final TaskSpec AXIS = TaskSpec.of(TaskKind.AXIS_DISTANCE);

  private GpuDriver() {}

  /** Arguments: warehouse, dataset, run id. */
  public static void main(String[] args) throws Exception {
    SparkSession spark = Sessions.open("gpus", Map.of());
    Warehouse warehouse = new Warehouse(spark, args[0]);
    JavaSparkContext context = new JavaSparkContext(spark.sparkContext());
    context
        .parallelize(IntStream.range(0, 4).boxed().toList(), 4)
        .map(
            i -> {
              Thread.sleep(500); // so that each executor has some
              return "other stage: executor %s, gpus %s"
                  .formatted(
                      SparkEnv.get().executorId(), TaskContext.get().resourcesJMap().keySet());
            })
        .collect()
        .forEach(System.out::println);
    Variant variant =
        new Variant(
            "addresses",
            new AddressSpec(),
            "prompt",
            new Asking(
                AXIS,
                new PromptTemplate("how far?", AXIS.kind()),
                "text",
                FocalSetting.official(80),
                ImageLimits.DEFAULT));
    PlanResult plan =
        new PlanJob(
                warehouse,
                new PlanRequest(args[1], null, new Subset.All(), new Subset.All(), List.of(AXIS)))
            .run(Progress.SILENT);
    Cell cell =
        new Cell(
            variant,
            args[1],
            plan.planId(),
            plan.queriesByTask().get(AXIS),
            CompareAs.AS_LABELLED,
            TruthRange.ALL);
    new RunCells(warehouse, args[2]).write(List.of(cell));
    try (RunLog run = RunLog.open(warehouse, new RunRequest("gpus", args[2], "", "", args[2]))) {
      new PredictJob(
              warehouse,
              run,
              new PredictConfig(200_000, 10, 3, 1, 2, 600),
              PredictJob.Reuse.NOTHING)
          .run(List.of(cell), Progress.SILENT);
      run.finish("predicted", null, Map.of(), 0);
    }
    spark.stop();
  }

  /** The recipe. */
  private record AddressSpec() implements EngineSpec {
    /** Engines of this process, and the tasks that use one at the same time. */
    private static final AtomicInteger OPENED = new AtomicInteger();

    @Override
    public String engine() {
      return "address";
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
    public DepthEngine open(DeviceSlot device) {
      return new AddressEngine(device, OPENED.incrementAndGet(), new AtomicInteger());
    }
  }

  /** Says in its answers how many callers it has at once. */
  private record AddressEngine(DeviceSlot slot, int number, AtomicInteger callers)
      implements DepthEngine {
    @Override
    public List<Answer> answer(List<Question> questions) {
      int now = callers.incrementAndGet();
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      callers.decrementAndGet();
      return Collections.nCopies(
          questions.size(),
          new Answer.Said("callers " + now + " <answer> 2.00 </answer>", null, 0, 0, 1));
    }

    @Override
    public int batchSize() {
      return 4;
    }

    @Override
    public String device() {
      return slot + " engine " + number;
    }

    @Override
    public void close() {}
  }
}
