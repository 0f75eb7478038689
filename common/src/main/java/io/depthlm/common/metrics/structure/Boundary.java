package io.depthlm.common.metrics.structure;

import io.depthlm.common.metrics.Better;
import io.depthlm.common.metrics.Item;
import io.depthlm.common.metrics.Measure;
import java.util.List;

/**
 * What depth steps cost: δ1 of interior points less that of boundary points, and the relative error
 * of boundary points less that of interior points, over images that have answers of both; and the
 * share of flying points.
 *
 * <p>A point flies if its answer is strictly between the two sides of its step and away from both:
 * farther than a quarter of the step from either side, in logarithms. Only steps of a ratio of at
 * least 1.25 count.
 */
final class Boundary implements MeasureFamily {
  private static final double DELTA = 1.25;
  private static final double LEAST_STEP = 1.25;
  private static final double MARGIN = 0.25;

  private static final int NEAR_N = 0;
  private static final int NEAR_HITS = 1;
  private static final int NEAR_ERROR = 2;
  private static final int INNER_N = 3;
  private static final int INNER_HITS = 4;
  private static final int INNER_ERROR = 5;
  private static final int STEP_N = 6;
  private static final int FLYING = 7;

  @Override
  public int sums() {
    return 8;
  }

  @Override
  public List<Measure> measures(int base) {
    return List.of(
        new Reading(
            "boundary_delta1_loss",
            "",
            Better.LOWER,
            Item.POINT,
            base + NEAR_N,
            s -> s[base + INNER_HITS] / s[base + INNER_N] - s[base + NEAR_HITS] / s[base + NEAR_N]),
        new Reading(
            "boundary_abs_rel_excess",
            "",
            Better.LOWER,
            Item.POINT,
            base + NEAR_N,
            s ->
                s[base + NEAR_ERROR] / s[base + NEAR_N]
                    - s[base + INNER_ERROR] / s[base + INNER_N]),
        MeasureFamily.mean("flying", "", Better.LOWER, Item.POINT, base + STEP_N, base + FLYING));
  }

  @Override
  public void add(ImageAnswers image, double[] sums, int base) {
    double[] sides = new double[NEAR_N + 6];
    for (int i = 0; i < image.size(); i++) {
      ScoredPoint point = image.points().get(i);
      Boolean atBoundary = point.spot().atBoundary();
      if (atBoundary != null) {
        int side = atBoundary ? NEAR_N : INNER_N;
        double truth = point.truthM();
        double answer = point.answerM();
        sides[side]++;
        sides[side + 1] += Math.max(answer / truth, truth / answer) < DELTA ? 1 : 0;
        sides[side + 2] += Math.abs(answer - truth) / truth;
      }
      Spot.Step step = point.spot().step();
      if (step != null && step.farM() >= LEAST_STEP * step.nearM()) {
        double near = Math.log(step.nearM());
        double far = Math.log(step.farM());
        double margin = MARGIN * (far - near);
        double answer = image.logAnswer()[i];
        sums[base + STEP_N]++;
        sums[base + FLYING] += answer > near + margin && answer < far - margin ? 1 : 0;
      }
    }
    if (sides[NEAR_N] > 0 && sides[INNER_N] > 0) {
      for (int k = 0; k < sides.length; k++) {
        sums[base + k] += sides[k];
      }
    }
  }
}
