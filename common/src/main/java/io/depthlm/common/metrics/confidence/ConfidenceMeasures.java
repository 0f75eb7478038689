package io.depthlm.common.metrics.confidence;

import io.depthlm.common.metrics.Better;
import io.depthlm.common.metrics.Item;
import io.depthlm.common.metrics.Measure;
import io.depthlm.common.metrics.MeasureSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How far an engine's confidence tells right answers from wrong ones: docs/structure.md,
 * "Confidence".
 *
 * <p>Two histograms are the sums: tenths of the confidence for the reliability curve, and steps of
 * 1/8 in its log-odds for the order of answers. Answers of one step (0.03 apart at a confidence of
 * 0.5, 0.001 at 0.99) count as equally confident: of a step that is taken in part, right and wrong
 * answers are taken in proportion. So the curve needs no global sort, and merges.
 */
public final class ConfidenceMeasures {
  private static final int TENTHS = 10;
  private static final double STEPS_PER_LOGIT = 8;
  private static final double LARGEST_LOGIT = 10;
  private static final int STEPS = (int) (2 * LARGEST_LOGIT * STEPS_PER_LOGIT);

  // sums: all; by tenth: answers, right, sum of confidences; by step: answers, right
  private static final int N = 0;
  private static final int BY_TENTH = 1;
  private static final int TENTH_SUMS = 3;
  private static final int BY_STEP = BY_TENTH + TENTHS * TENTH_SUMS;
  private static final int STEP_SUMS = 2;
  private static final int EXPECTED_ERRORS = BY_STEP + STEPS * STEP_SUMS;
  private static final int SUMS = EXPECTED_ERRORS + ExpectedErrors.SUMS;
  private static final ExpectedErrors ERRORS = new ExpectedErrors(EXPECTED_ERRORS);

  /** The measures. */
  public static final MeasureSet SET = new MeasureSet("confidence", SUMS, measures());

  record Reading(String key, Better better, int count, ToDoubleFunction<double[]> reading)
      implements Measure {
    @Override
    public String unit() {
      return "";
    }

    @Override
    public Item item() {
      return Item.POINT;
    }

    @Override
    public double of(double[] sums) {
      return reading.applyAsDouble(sums);
    }
  }

  private ConfidenceMeasures() {}

  private static List<Measure> measures() {
    List<Measure> all = new ArrayList<>();
    all.add(new Reading("confidence", Better.HIGHER, N, s -> tenths(s, 2) / s[N]));
    all.add(
        new Reading(
            "overconfidence", Better.NEAR_ZERO, N, s -> (tenths(s, 2) - tenths(s, 1)) / s[N]));
    all.add(new Reading("calibration_error", Better.LOWER, N, ConfidenceMeasures::calibration));
    all.add(new Reading("risk_coverage_area", Better.LOWER, N, ConfidenceMeasures::area));
    for (int percent = 10; percent <= 100; percent += 10) {
      double coverage = percent / 100.0;
      all.add(
          new Reading(
              "selective_delta1_" + percent + "pct",
              Better.HIGHER,
              N,
              s -> selective(s, coverage)));
    }
    for (int tenth = 0; tenth < TENTHS; tenth++) {
      int at = BY_TENTH + tenth * TENTH_SUMS;
      String name = "_%d_%dpct".formatted(10 * tenth, 10 * tenth + 10);
      all.add(new Reading("reliability_delta1" + name, Better.HIGHER, at, s -> s[at + 1] / s[at]));
      all.add(
          new Reading("reliability_confidence" + name, Better.HIGHER, at, s -> s[at + 2] / s[at]));
    }
    all.addAll(ERRORS.measures());
    return all;
  }

  /**
   * Writes the sums of one image.
   *
   * @param answers those that have a confidence
   * @param out {@link MeasureSet#sums} long
   */
  public static void ofImage(List<RatedAnswer> answers, double[] out) {
    Arrays.fill(out, 0);
    for (RatedAnswer answer : answers) {
      double right = answer.right() ? 1 : 0;
      int tenth = Math.min(TENTHS - 1, (int) (answer.confidence() * TENTHS));
      int byTenth = BY_TENTH + tenth * TENTH_SUMS;
      int byStep = BY_STEP + step(answer.confidence()) * STEP_SUMS;
      out[N]++;
      out[byTenth]++;
      out[byTenth + 1] += right;
      out[byTenth + 2] += answer.confidence();
      out[byStep]++;
      out[byStep + 1] += right;
      if (answer.isExpected()) {
        ERRORS.add(answer, out);
      }
    }
  }

  private static int step(double confidence) {
    double logit = Math.log(confidence) - Math.log1p(-confidence);
    double place = Math.floor((logit + LARGEST_LOGIT) * STEPS_PER_LOGIT);
    return (int) Math.max(0, Math.min(STEPS - 1, place));
  }

  private static double tenths(double[] sums, int part) {
    double sum = 0;
    for (int tenth = 0; tenth < TENTHS; tenth++) {
      sum += sums[BY_TENTH + tenth * TENTH_SUMS + part];
    }
    return sum;
  }

  private static double calibration(double[] sums) {
    double error = 0;
    for (int tenth = 0; tenth < TENTHS; tenth++) {
      int at = BY_TENTH + tenth * TENTH_SUMS;
      error += Math.abs(sums[at + 1] - sums[at + 2]);
    }
    return error / sums[N];
  }

  /** δ1 of the most confident share of the answers. */
  private static double selective(double[] sums, double coverage) {
    double wanted = coverage * sums[N];
    double taken = 0;
    double right = 0;
    for (int step = STEPS - 1; step >= 0 && taken < wanted; step--) {
      double n = sums[BY_STEP + step * STEP_SUMS];
      if (n > 0) {
        double part = Math.min(n, wanted - taken) / n;
        taken += part * n;
        right += part * sums[BY_STEP + step * STEP_SUMS + 1];
      }
    }
    return right / taken;
  }

  /** The area under 1 − δ1 of the most confident share, over all shares. */
  private static double area(double[] sums) {
    double area = 0;
    double taken = 0;
    double right = 0;
    for (int step = STEPS - 1; step >= 0; step--) {
      double n = sums[BY_STEP + step * STEP_SUMS];
      if (n > 0) {
        double slope = sums[BY_STEP + step * STEP_SUMS + 1] / n;
        // right answers are offset + slope · answers within the step
        double offset = right - slope * taken;
        area += n * (1 - slope) - (taken > 0 ? offset * Math.log((taken + n) / taken) : 0);
        taken += n;
        right += slope * n;
      }
    }
    return area / taken;
  }
}
