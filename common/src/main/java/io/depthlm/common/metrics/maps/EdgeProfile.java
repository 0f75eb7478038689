package io.depthlm.common.metrics.maps;

import java.util.ArrayList;
import java.util.List;

/**
 * How a map rises over the truth's depth steps along rows: the width of the rise from 10 to 90% of
 * what the answer gains within ±12 px, and the share of the true step (in logarithms) that it
 * gains.
 *
 * <p>A step lies between two neighbouring pixels of a row whose true depths differ by a ratio of at
 * least 1.25, with flat truth (within 5%) for 12 px on either side, all of them known in both maps.
 *
 * @param steps how many
 * @param widthPx mean width of the rise over the steps that rise in the right direction
 * @param rising how many those are
 * @param recovered mean share of the step
 */
record EdgeProfile(long steps, double widthPx, long rising, double recovered) {
  private static final int REACH_PX = 12;
  private static final double LEAST_STEP = Math.log(1.25);
  private static final double FLAT = Math.log(1.05);

  static EdgeProfile of(DepthGrid truth, DepthGrid answer) {
    double widths = 0;
    long rising = 0;
    double recovered = 0;
    long steps = 0;
    for (int y = 0; y < truth.height(); y++) {
      for (int x = REACH_PX - 1; x + REACH_PX < truth.width(); x++) {
        int first = y * truth.width() + x - REACH_PX + 1;
        double step = step(truth, first);
        if (Double.isNaN(step) || !isKnown(answer, first)) {
          continue;
        }
        double[] profile = new double[2 * REACH_PX];
        for (int k = 0; k < profile.length; k++) {
          profile[k] = Math.signum(step) * Math.log(answer.depthM()[first + k]);
        }
        double gained = profile[profile.length - 1] - profile[0];
        steps++;
        recovered += gained / Math.abs(step);
        if (gained > 0) {
          widths += crossing(profile, 0.9 * gained) - crossing(profile, 0.1 * gained);
          rising++;
        }
      }
    }
    return new EdgeProfile(steps, widths / rising, rising, recovered / steps);
  }

  /** ln far − ln near of the step in the middle of 24 pixels; NaN where there is no clean one. */
  private static double step(DepthGrid truth, int first) {
    if (!isKnown(truth, first)) {
      return Double.NaN;
    }
    List<double[]> sides = new ArrayList<>();
    for (int side = 0; side < 2; side++) {
      double least = Double.POSITIVE_INFINITY;
      double most = Double.NEGATIVE_INFINITY;
      for (int k = 0; k < REACH_PX; k++) {
        double log = Math.log(truth.depthM()[first + side * REACH_PX + k]);
        least = Math.min(least, log);
        most = Math.max(most, log);
      }
      sides.add(new double[] {least, most});
    }
    double step =
        Math.log(truth.depthM()[first + REACH_PX]) - Math.log(truth.depthM()[first + REACH_PX - 1]);
    boolean flat = sides.stream().allMatch(s -> s[1] - s[0] <= FLAT);
    return flat && Math.abs(step) >= LEAST_STEP ? step : Double.NaN;
  }

  private static boolean isKnown(DepthGrid map, int first) {
    for (int k = 0; k < 2 * REACH_PX; k++) {
      if (!map.known(first + k)) {
        return false;
      }
    }
    return true;
  }

  /** Where the profile, linear between pixels, first has risen by so much. */
  private static double crossing(double[] profile, double by) {
    double level = profile[0] + by;
    int k = 1;
    while (profile[k] < level) {
      k++;
    }
    return k - 1 + (level - profile[k - 1]) / (profile[k] - profile[k - 1]);
  }
}
