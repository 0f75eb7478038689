package io.depthlm.common.metrics;

/**
 * The sums over one image's points (of one slice). Mutable: reset and used again for the next
 * image.
 */
public final class ImageSums {
  private static final double DELTA = 1.25;

  // the sums that metrics are made of; see Scores for their places in a vector
  private final double[] sums = new double[Scores.POOLED_SIZE];
  private long nonPositive;
  private long unparsed;
  private long failed;
  private long excluded;
  private long rejected;

  /**
   * A number was said.
   *
   * @param predicted in the kind and unit it is compared in; not NaN
   * @param truth positive, in the same
   */
  public void answered(double predicted, double truth) {
    sums[Scores.SCORED]++;
    if (!(predicted > 0)) {
      nonPositive++;
      return;
    }
    double ratio = Math.max(predicted / truth, truth / predicted);
    double error = predicted - truth;
    double logError = Math.log(predicted) - Math.log(truth);
    sums[Scores.ANSWERED]++;
    sums[Scores.HIT1] += ratio < DELTA ? 1 : 0;
    sums[Scores.HIT2] += ratio < DELTA * DELTA ? 1 : 0;
    sums[Scores.HIT3] += ratio < DELTA * DELTA * DELTA ? 1 : 0;
    sums[Scores.ABS_REL] += Math.abs(error) / truth;
    sums[Scores.SQ_REL] += error * error / truth;
    sums[Scores.SQUARE] += error * error;
    sums[Scores.LOG] += logError;
    sums[Scores.LOG_SQUARE] += logError * logError;
    sums[Scores.ABS_LOG10] += Math.abs(Math.log10(predicted) - Math.log10(truth));
  }

  /** The model answered without a number. */
  public void unparsed() {
    sums[Scores.SCORED]++;
    unparsed++;
  }

  /** The engine gave no answer. */
  public void failed() {
    sums[Scores.SCORED]++;
    failed++;
  }

  /** The question was asked and its truth is out of range. */
  public void excluded() {
    excluded++;
  }

  /** The question was never asked. */
  public void rejected() {
    rejected++;
  }

  /** The sums, {@link Scores#POOLED_SIZE} of them: this object's own array, not a copy. */
  double[] sums() {
    return sums;
  }

  /** What became of the questions. */
  public Tally tally() {
    return new Tally(
        (long) sums[Scores.ANSWERED], nonPositive, unparsed, failed, excluded, rejected);
  }

  /** The image's own figure; NaN where it has no point that the metric is taken over. */
  public double value(Metric metric) {
    return Scores.pooled(sums, metric);
  }

  /** Back to nothing. */
  public void reset() {
    java.util.Arrays.fill(sums, 0);
    nonPositive = 0;
    unparsed = 0;
    failed = 0;
    excluded = 0;
    rejected = 0;
  }
}
