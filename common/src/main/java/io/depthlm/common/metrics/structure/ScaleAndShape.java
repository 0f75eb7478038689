package io.depthlm.common.metrics.structure;

import io.depthlm.common.metrics.Better;
import io.depthlm.common.metrics.Item;
import io.depthlm.common.metrics.Measure;
import java.util.List;

/**
 * What of an image's error is one factor, and what is left. With d = ln p − ln g over the points of
 * an image, its scale is the mean of d and its shape the standard deviation of d (population); both
 * times 100, so about percent. Pooled, scale_error² + shape² is 100² · rmse_log² of the same
 * points. An image needs two answers.
 *
 * <p>The compression slope is that of ln p over ln g within images: 1 where no depth is pushed
 * towards the others. An image takes part if its truths spread, by a standard deviation of ln g of
 * at least 0.05.
 */
final class ScaleAndShape implements MeasureFamily {
  private static final double LEAST_SPREAD = 0.05;

  private static final int N = 0;
  private static final int SCALE = 1;
  private static final int SCALE_SQUARE = 2;
  private static final int VARIANCE = 3;
  private static final int SLOPE_N = 4;
  private static final int TRUTH_SQUARE = 5;
  private static final int PRODUCT = 6;

  @Override
  public int sums() {
    return 7;
  }

  @Override
  public List<Measure> measures(int base) {
    int n = base + N;
    return List.of(
        new Reading(
            "scale", "%", Better.NEAR_ZERO, Item.POINT, n, s -> 100 * s[base + SCALE] / s[n]),
        new Reading(
            "scale_error",
            "%",
            Better.LOWER,
            Item.POINT,
            n,
            s -> 100 * Math.sqrt(s[base + SCALE_SQUARE] / s[n])),
        new Reading(
            "shape",
            "%",
            Better.LOWER,
            Item.POINT,
            n,
            s -> 100 * Math.sqrt(s[base + VARIANCE] / s[n])),
        new Reading(
            "compression_slope",
            "",
            Better.NEAR_ONE,
            Item.POINT,
            base + SLOPE_N,
            s -> s[base + PRODUCT] / s[base + TRUTH_SQUARE]));
  }

  @Override
  public void add(ImageAnswers image, double[] sums, int base) {
    int n = image.size();
    if (n < 2) {
      return;
    }
    double meanTruth = mean(image.logTruth());
    double meanAnswer = mean(image.logAnswer());
    double scale = meanAnswer - meanTruth;
    double variance = 0;
    double truthSquare = 0;
    double product = 0;
    for (int i = 0; i < n; i++) {
      double truth = image.logTruth()[i] - meanTruth;
      double answer = image.logAnswer()[i] - meanAnswer;
      variance += (answer - truth) * (answer - truth);
      truthSquare += truth * truth;
      product += truth * answer;
    }
    sums[base + N] += n;
    sums[base + SCALE] += n * scale;
    sums[base + SCALE_SQUARE] += n * scale * scale;
    sums[base + VARIANCE] += variance;
    if (Math.sqrt(truthSquare / n) >= LEAST_SPREAD) {
      sums[base + SLOPE_N] += n;
      sums[base + TRUTH_SQUARE] += truthSquare;
      sums[base + PRODUCT] += product;
    }
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double v : values) {
      sum += v;
    }
    return sum / values.length;
  }
}
