package io.depthlm.common.metrics;

import java.util.Arrays;

/**
 * The sums over one image's points (of one slice). Mutable: reset and used again for the next
 * image.
 */
public final class ImageSums {
  // the places of the sums that metrics are made of
  static final int SCORED = 0;
  static final int ANSWERED = 1;
  static final int HIT1 = 2;
  static final int HIT2 = 3;
  static final int HIT3 = 4;
  static final int ABS_REL = 5;
  static final int SQ_REL = 6;
  static final int SQUARE = 7;
  static final int LOG = 8;
  static final int LOG_SQUARE = 9;
  static final int ABS_LOG10 = 10;
  static final int SIZE = 11;

  private static final double DELTA = 1.25;

  private final double[] sums = new double[SIZE];
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
    sums[SCORED]++;
    if (!(predicted > 0)) {
      nonPositive++;
      return;
    }
    double ratio = Math.max(predicted / truth, truth / predicted);
    double error = predicted - truth;
    double logError = Math.log(predicted) - Math.log(truth);
    sums[ANSWERED]++;
    sums[HIT1] += ratio < DELTA ? 1 : 0;
    sums[HIT2] += ratio < DELTA * DELTA ? 1 : 0;
    sums[HIT3] += ratio < DELTA * DELTA * DELTA ? 1 : 0;
    sums[ABS_REL] += Math.abs(error) / truth;
    sums[SQ_REL] += error * error / truth;
    sums[SQUARE] += error * error;
    sums[LOG] += logError;
    sums[LOG_SQUARE] += logError * logError;
    sums[ABS_LOG10] += Math.abs(Math.log10(predicted) - Math.log10(truth));
  }

  /** The model answered without a number. */
  public void unparsed() {
    sums[SCORED]++;
    unparsed++;
  }

  /** The engine gave no answer. */
  public void failed() {
    sums[SCORED]++;
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
  public double[] sums() {
    return sums;
  }

  /** What became of the questions. */
  public Tally tally() {
    return new Tally((long) sums[ANSWERED], nonPositive, unparsed, failed, excluded, rejected);
  }

  /** The image's own figure; NaN where it has no point that the metric is taken over. */
  public double value(Metric metric) {
    return sums[metric.count()] > 0 ? metric.of(sums) : Double.NaN;
  }

  /** Back to nothing. */
  public void reset() {
    Arrays.fill(sums, 0);
    nonPositive = 0;
    unparsed = 0;
    failed = 0;
    excluded = 0;
    rejected = 0;
  }
}
