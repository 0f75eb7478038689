package io.depthlm.common.render;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * From metres to places on the colour map.
 *
 * @param minM what has the nearest colour, metres
 * @param maxM what has the farthest, metres
 * @param spacing how metres are spread between
 */
public record DepthScale(double minM, double maxM, Spacing spacing) {
  private static final double LOG_FROM_RATIO = 8;
  private static final double OUTER_SHARE = 0.01;
  private static final double LEAST_SPAN = 1.02;

  /** How metres are spread. */
  public enum Spacing {
    LINEAR,
    LOG
  }

  /** Checks that both are positive and finite, the lesser first. */
  public DepthScale {
    if (!(minM > 0) || !(maxM > minM) || Double.isInfinite(maxM)) {
      throw new IllegalArgumentException(
          "a depth scale needs two positive metres, the lesser first, found %s and %s"
              .formatted(minM, maxM));
    }
  }

  /** A scale between two depths, in metres; logarithmic where they are far apart. */
  public static DepthScale between(double minM, double maxM) {
    return new DepthScale(minM, maxM, maxM / minM > LOG_FROM_RATIO ? Spacing.LOG : Spacing.LINEAR);
  }

  /**
   * A scale for these depths. One in a hundred may lie beyond either end, so that a few wild
   * answers do not take all the colours.
   *
   * @param depthsM positive metres, in any order, at least one
   */
  public static DepthScale of(double[] depthsM) {
    double[] sorted = depthsM.clone();
    Arrays.sort(sorted);
    int outer = (int) (OUTER_SHARE * sorted.length);
    double minM = sorted[outer];
    double maxM = sorted[sorted.length - 1 - outer];
    if (maxM / minM < LEAST_SPAN) {
      double middleM = Math.sqrt(minM * maxM);
      return between(middleM / LEAST_SPAN, middleM * LEAST_SPAN);
    }
    return between(minM, maxM);
  }

  /** The place of a depth: 0 at {@code minM}, 1 at {@code maxM}, outside of these beyond. */
  public double place(double depthM) {
    return spacing == Spacing.LOG
        ? Math.log(depthM / minM) / Math.log(maxM / minM)
        : (depthM - minM) / (maxM - minM);
  }

  /** Round depths within the scale for its ticks, ascending, metres. */
  public List<Double> ticksM() {
    if (spacing == Spacing.LINEAR) {
      return linearTicks();
    }
    List<Double> few = logTicks(1, 2, 5);
    return few.size() >= 5 ? few : logTicks(1, 2, 3, 4, 5, 7);
  }

  private List<Double> logTicks(int... steps) {
    List<Double> ticks = new ArrayList<>();
    for (int decade = (int) Math.floor(Math.log10(minM)); Math.pow(10, decade) <= maxM; decade++) {
      for (int step : steps) {
        double tick = decimal(step, decade);
        if (tick >= minM && tick <= maxM) {
          ticks.add(tick);
        }
      }
    }
    return ticks;
  }

  private List<Double> linearTicks() {
    double rough = (maxM - minM) / 6;
    int decade = (int) Math.floor(Math.log10(rough));
    double lead = rough / Math.pow(10, decade);
    int step = lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10;
    List<Double> ticks = new ArrayList<>();
    long first = (long) Math.ceil(minM / decimal(step, decade) - 1e-9);
    for (long i = first; decimal(i * step, decade) <= maxM * (1 + 1e-12); i++) {
      ticks.add(decimal(i * step, decade));
    }
    return ticks;
  }

  /** {@code digits · 10^decade} without the noise of a product with 0.1. */
  private static double decimal(long digits, int decade) {
    return new java.math.BigDecimal(java.math.BigInteger.valueOf(digits), -decade).doubleValue();
  }
}
