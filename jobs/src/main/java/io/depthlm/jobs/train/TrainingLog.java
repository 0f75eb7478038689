package io.depthlm.jobs.train;

import io.depthlm.common.config.TrainConfig;
import io.depthlm.common.vlm.train.StepReport;
import io.depthlm.jobs.rows.RowCodec;
import io.depthlm.jobs.spark.Durations;
import io.depthlm.jobs.spark.Progress;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Logs the steps of a run: some as lines, all as rows of {@code training}, many in each commit.
 * What an execution that was cut off wrote beyond its last checkpoint is replaced when those steps
 * are done again.
 */
final class TrainingLog {
  private static final RowCodec<StepRow> ROWS = RowCodec.of(StepRow.class, Table.TRAINING.schema());

  /** The columns of {@code training}. */
  private record StepRow(
      String trainId,
      long step,
      String name,
      long samples,
      double loss,
      double tokenAccuracy,
      double gradientNorm,
      double learningRate,
      long taughtTokens,
      double samplesPerS,
      double stepS,
      double waitedS,
      int workers,
      Double heldOutLoss,
      Double heldOutTokenAccuracy,
      Double heldOutDelta1,
      Double heldOutAbsRel,
      Long heldOutPoints,
      Long heldOutUnparsed,
      List<HeldOut.OfTask> heldOutTasks,
      Instant steppedAt) {}

  private final Warehouse warehouse;
  private final TrainConfig train;
  private final String trainId;
  private final Progress progress;
  private final long startNanos = System.nanoTime();
  private final long firstStep;
  private final List<StepRow> pending = new ArrayList<>();
  private long written;

  private double lossSum;
  private double rightSum;
  private double seconds;
  private double waited;
  private long tokens;
  private long steps;

  /**
   * @param firstStep steps that earlier executions did
   */
  TrainingLog(TrainContext context, long firstStep) {
    this.warehouse = context.warehouse();
    this.train = context.train();
    this.trainId = context.trainId();
    this.progress = context.progress();
    this.firstStep = firstStep;
    this.written = firstStep;
  }

  /**
   * A step.
   *
   * @param heldOut what was found after it, or null
   */
  void add(StepReport step, HeldOut heldOut) {
    pending.add(row(step, heldOut));
    lossSum += step.loss() * step.tokens();
    rightSum += step.tokenAccuracy() * step.tokens();
    tokens += step.tokens();
    seconds += step.seconds();
    waited += step.waitedSeconds();
    steps++;
    if (step.step() % train.logEverySteps() == 0 || step.step() == train.steps()) {
      progress.say(line(step));
      lossSum = 0;
      rightSum = 0;
      tokens = 0;
      seconds = 0;
      waited = 0;
      steps = 0;
    }
    if (heldOut != null) {
      progress.say(line(step.step(), heldOut));
      if (heldOut.tasks().size() > 1) {
        heldOut.tasks().forEach(task -> progress.say(line(task)));
      }
    }
  }

  /** Commits the rows since the last time. */
  void flush() {
    if (pending.isEmpty()) {
      return;
    }
    warehouse.replaceWhere(
        Table.TRAINING,
        "train_id = '%s' AND step > %d".formatted(trainId, written),
        warehouse.spark().createDataFrame(ROWS.encode(pending), ROWS.schema()).coalesce(1));
    written += pending.size();
    pending.clear();
  }

  private StepRow row(StepReport step, HeldOut heldOut) {
    return new StepRow(
        trainId,
        step.step(),
        train.name(),
        step.step() * train.batch(),
        step.loss(),
        step.tokenAccuracy(),
        step.gradientNorm(),
        step.learningRate(),
        step.tokens(),
        train.batch() / step.seconds(),
        step.seconds(),
        step.waitedSeconds(),
        train.shares().size(),
        heldOut == null ? null : heldOut.all().loss(),
        heldOut == null ? null : heldOut.all().tokenAccuracy(),
        heldOut == null ? null : heldOut.all().delta1(),
        heldOut == null ? null : heldOut.all().absRel(),
        heldOut == null ? null : heldOut.all().points(),
        heldOut == null ? null : heldOut.all().unparsed(),
        heldOut == null ? null : heldOut.tasks(),
        Instant.now());
  }

  /** Figures since the last line; the time left counts what lies between the steps as well. */
  private String line(StepReport step) {
    double each = (System.nanoTime() - startNanos) / 1e9 / (step.step() - firstStep);
    return String.format(
        Locale.ROOT,
        "step %,d of %,d: loss %.4f, token accuracy %.3f, gradient norm %.3f, learning rate %.2e;"
            + " %.1f samples/s, %.0f %% waiting, %s left",
        step.step(),
        train.steps(),
        lossSum / tokens,
        rightSum / tokens,
        step.gradientNorm(),
        step.learningRate(),
        steps * train.batch() / seconds,
        100 * waited / seconds,
        Durations.text(each * (train.steps() - step.step())));
  }

  /** The line of a check. */
  static String line(long step, HeldOut held) {
    return String.format(
        Locale.ROOT,
        "step %,d, held out: loss %.4f, token accuracy %.3f, delta1 %.3f, abs_rel %.3f"
            + " of %,d points, %,d unparsed",
        step,
        held.all().loss(),
        held.all().tokenAccuracy(),
        held.all().delta1(),
        number(held.all().absRel()),
        held.all().points(),
        held.all().unparsed());
  }

  private static double number(Double known) {
    return known == null ? Double.NaN : known;
  }

  private static String line(HeldOut.OfTask of) {
    return String.format(
        Locale.ROOT,
        "  %s: loss %.4f, token accuracy %.3f, delta1 %.3f, abs_rel %.3f of %,d questions,"
            + " %,d unparsed",
        of.parameters().isEmpty() ? of.task() : of.task() + " (" + of.parameters() + ")",
        of.loss(),
        of.tokenAccuracy(),
        of.delta1(),
        number(of.absRel()),
        of.points(),
        of.unparsed());
  }
}
