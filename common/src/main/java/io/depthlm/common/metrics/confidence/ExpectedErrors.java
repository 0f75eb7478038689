package io.depthlm.common.metrics.confidence;

import io.depthlm.common.metrics.Better;
import java.util.List;

/**
 * How well the error that an engine expects of its answers predicts the true one.
 *
 * <p>The sums are a histogram of both errors, each in quarters of a power of ten from 0.001 on, and
 * by the expected error's steps the sums of both. Errors of one step are ties in the rank
 * correlation. So it needs no global sort, and merges.
 */
final class ExpectedErrors {
  private static final int STEPS = 16;
  private static final double STEPS_PER_DECADE = 4;
  private static final double LEAST_DECADE = -3;

  // sums: answers; by step of the expected error: sum of expected errors, sum of true ones; by
  // steps of both: answers
  private static final int BY_STEP = 1;
  private static final int BY_BOTH = BY_STEP + 2 * STEPS;
  static final int SUMS = BY_BOTH + STEPS * STEPS;

  private final int at;

  /**
   * @param at where the sums begin among those of the set
   */
  ExpectedErrors(int at) {
    this.at = at;
  }

  List<ConfidenceMeasures.Reading> measures() {
    return List.of(
        new ConfidenceMeasures.Reading(
            "expected_abs_rel", Better.LOWER, at, s -> total(s, 0) / s[at]),
        new ConfidenceMeasures.Reading(
            "expected_abs_rel_bias",
            Better.NEAR_ZERO,
            at,
            s -> (total(s, 0) - total(s, 1)) / s[at]),
        new ConfidenceMeasures.Reading(
            "expected_abs_rel_calibration_error", Better.LOWER, at, this::calibration),
        new ConfidenceMeasures.Reading(
            "expected_abs_rel_rank_correlation", Better.HIGHER, at, this::rankCorrelation));
  }

  void add(RatedAnswer answer, double[] out) {
    int expected = step(answer.expectedAbsRel());
    out[at]++;
    out[at + BY_STEP + 2 * expected] += answer.expectedAbsRel();
    out[at + BY_STEP + 2 * expected + 1] += answer.absRel();
    out[at + BY_BOTH + expected * STEPS + step(answer.absRel())]++;
  }

  private static int step(double error) {
    double place = Math.floor((Math.log10(error) - LEAST_DECADE) * STEPS_PER_DECADE);
    return (int) Math.max(0, Math.min(STEPS - 1, place));
  }

  private double total(double[] sums, int part) {
    double total = 0;
    for (int step = 0; step < STEPS; step++) {
      total += sums[at + BY_STEP + 2 * step + part];
    }
    return total;
  }

  private double calibration(double[] sums) {
    double error = 0;
    for (int step = 0; step < STEPS; step++) {
      int both = at + BY_STEP + 2 * step;
      error += Math.abs(sums[both] - sums[both + 1]);
    }
    return error / sums[at];
  }

  /** Spearman's, of the steps; 0 where one of the errors is always in the same step. */
  private double rankCorrelation(double[] sums) {
    double[] expected = new double[STEPS];
    double[] real = new double[STEPS];
    for (int i = 0; i < STEPS; i++) {
      for (int k = 0; k < STEPS; k++) {
        double n = sums[at + BY_BOTH + i * STEPS + k];
        expected[i] += n;
        real[k] += n;
      }
    }
    double[] expectedRanks = centredRanks(expected);
    double[] realRanks = centredRanks(real);
    double both = 0;
    for (int i = 0; i < STEPS; i++) {
      for (int k = 0; k < STEPS; k++) {
        both += sums[at + BY_BOTH + i * STEPS + k] * expectedRanks[i] * realRanks[k];
      }
    }
    double spread = Math.sqrt(squares(expected, expectedRanks) * squares(real, realRanks));
    return spread > 0 ? both / spread : 0;
  }

  /** The mean rank of each step less the mean of all. */
  private static double[] centredRanks(double[] counts) {
    double all = 0;
    for (double n : counts) {
      all += n;
    }
    double[] ranks = new double[counts.length];
    double before = 0;
    for (int i = 0; i < counts.length; i++) {
      ranks[i] = before + counts[i] / 2 - all / 2;
      before += counts[i];
    }
    return ranks;
  }

  private static double squares(double[] counts, double[] ranks) {
    double sum = 0;
    for (int i = 0; i < counts.length; i++) {
      sum += counts[i] * ranks[i] * ranks[i];
    }
    return sum;
  }
}
