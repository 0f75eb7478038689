package io.depthlm.jobs.train;

import io.depthlm.common.config.TrainConfig;
import io.depthlm.common.config.TrainDataset;
import io.depthlm.common.core.UserError;
import io.depthlm.common.vlm.train.AdamW;
import io.depthlm.common.vlm.train.BatchShare;
import io.depthlm.common.vlm.train.StepReport;
import io.depthlm.common.vlm.train.TrainableNet;
import io.depthlm.common.vlm.train.TrainingCheckpoint;
import io.depthlm.jobs.spark.HadoopSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import scala.reflect.ClassTag$;

/**
 * Trains in barrier tasks that share each batch. A Spark job does the steps up to the next
 * checkpoint or check and leaves nothing behind in the executors: what is lost with one of them is
 * done again from the last checkpoint.
 */
final class ManyWorkers {
  private static final long LOOK_EVERY_MS = 200;

  private final TrainContext context;
  private final TrainConfig train;
  private final List<BroadcastFrames> frames;
  private final SparkContext spark;

  ManyWorkers(TrainContext context, List<BroadcastFrames> frames) {
    this.context = context;
    this.train = context.train();
    this.frames = frames;
    this.spark = context.warehouse().spark().sparkContext();
  }

  /**
   * Goes on from the last checkpoint; stops at the end, when asked or after so many steps. Asked to
   * stop, it gives up the steps since the last checkpoint.
   */
  TrainResult run(long mostSteps, StopSignal stop, String data) throws IOException {
    int workers = train.shares().size();
    long first = begin();
    context.begin(first, data + ", %d workers".formatted(workers));
    HeldOutCheck check = context.check();
    TrainingLog log = new TrainingLog(context, first);
    HeldOut last = null;
    long step = first;
    while (step < train.steps() && step - first < mostSteps && !stop.asked()) {
      long until = Math.min(next(step), step + Math.min(train.steps(), mostSteps - (step - first)));
      context.lease().check();
      List<StepReport> reports = steps(until, stop);
      if (reports == null) {
        break;
      }
      HeldOut held = context.isChecked(until) ? check(check) : null;
      last = held == null ? last : held;
      for (StepReport report : reports) {
        log.add(report, report.step() == until ? held : null);
      }
      log.flush();
      step = until;
    }
    return context.result(step, last);
  }

  /**
   * Checks whether this many workers can run at once, if that is known.
   *
   * @throws UserError if not
   */
  static void check(SparkContext spark, int workers) {
    if (spark.isLocal() && spark.defaultParallelism() < workers) {
      throw new UserError(
          "workers is %d, and %s runs %d tasks at once"
              .formatted(workers, spark.master(), spark.defaultParallelism()),
          "give it more, such as --spark spark.master=local[%d]".formatted(workers));
    }
  }

  /** Makes sure that there is a checkpoint of this run; how many steps it has done. */
  private long begin() throws IOException {
    Optional<Path> latest = context.out().latest();
    if (latest.isPresent()) {
      return TrainingCheckpoint.step(context.facts(), latest.get());
    }
    try (TrainableNet net =
            TrainableNet.load(context.base(), Recipes.lora(train), context.compute());
        AdamW optimizer = new AdamW(net, context.settings().optimizer())) {
      context
          .out()
          .save(
              0,
              train.keep(),
              folder ->
                  TrainingCheckpoint.write(
                      net, optimizer, context.base(), context.facts(), folder));
    }
    return 0;
  }

  private long next(long step) {
    long until = Math.min(train.steps(), after(step, train.checkpointEverySteps()));
    return train.check() == null ? until : Math.min(until, after(step, train.check().everySteps()));
  }

  private static long after(long step, long every) {
    return (step / every + 1) * every;
  }

  /** The steps up to one of them; null if it was asked to stop before. */
  private List<StepReport> steps(long until, StopSignal stop) {
    JavaSparkContext java = JavaSparkContext.fromSparkContext(spark);
    int workers = train.shares().size();
    JavaFutureAction<List<StepReport>> future =
        java.parallelize(IntStream.range(0, workers).boxed().toList(), workers)
            .rdd()
            .barrier()
            .mapPartitions(
                new BarrierTask(plan(), until),
                false,
                ClassTag$.MODULE$.<StepReport>apply(StepReport.class))
            .toJavaRDD()
            .collectAsync();
    while (true) {
      try {
        return future.get(LOOK_EVERY_MS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        if (stop.asked()) {
          future.cancel(true);
          return null;
        }
      } catch (InterruptedException e) {
        future.cancel(true);
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted in training", e);
      } catch (ExecutionException e) {
        throw new IllegalStateException("the workers failed", e);
      }
    }
  }

  private HeldOut check(HeldOutCheck check) throws IOException {
    Path latest = context.out().latest().orElseThrow();
    try (TrainableNet net =
        TrainingCheckpoint.load(latest, context.base(), Recipes.lora(train), context.compute())) {
      return check.run(net, context.base());
    }
  }

  private WorkerPlan plan() {
    List<BatchShare> shares = new ArrayList<>();
    int from = 0;
    for (int parts : train.shares()) {
      shares.add(new BatchShare(from, from + parts));
      from += parts;
    }
    List<BroadcastFrames> distinct = frames.stream().distinct().toList();
    List<WorkerPlan.DatasetPart> lessons = new ArrayList<>();
    for (int i = 0; i < train.datasets().size(); i++) {
      TrainDataset dataset = train.datasets().get(i);
      lessons.add(
          new WorkerPlan.DatasetPart(
              dataset.name(),
              dataset.weight(),
              Recipes.of(train, dataset),
              distinct.indexOf(frames.get(i))));
    }
    byte[] secret = new byte[16];
    new SecureRandom().nextBytes(secret);
    return new WorkerPlan(
        context.out().uri(),
        new HadoopSettings(spark.hadoopConfiguration()),
        new TreeMap<>(context.facts()),
        train.base(),
        Recipes.lora(train),
        Computing.of(train),
        context.settings(),
        shares,
        distinct.stream().map(BroadcastFrames::chunks).toList(),
        lessons,
        train.systemPrompt(),
        train.loss(),
        train.seed(),
        train.keep(),
        train.memoryMb(),
        HexFormat.of().formatHex(secret));
  }
}
