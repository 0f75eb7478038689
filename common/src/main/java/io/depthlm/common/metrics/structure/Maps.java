package io.depthlm.common.metrics.structure;

import io.depthlm.common.metrics.Better;
import io.depthlm.common.metrics.Item;
import io.depthlm.common.metrics.Measure;
import io.depthlm.common.metrics.maps.DepthGrid;
import io.depthlm.common.metrics.maps.MapFigures;
import io.depthlm.common.metrics.maps.TokenPeak;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Depth edges and traces of the token grid of images whose answers are a whole map: pixels of a
 * grid of equal steps, at least 32 wide and high, nine of ten of them answered. One pixel of the
 * map is one step of the grid.
 */
final class Maps implements MeasureFamily {
  private static final int LEAST_SIDE = 32;
  private static final double LEAST_SHARE = 0.9;

  private static final int N = 0;
  private static final int F1 = 1;
  private static final int DBE_N = 2;
  private static final int ACCURACY = 3;
  private static final int COMPLETENESS = 4;
  private static final int STEPS_N = 5;
  private static final int RECOVERED = 6;
  private static final int RISING_N = 7;
  private static final int WIDTH = 8;
  private static final int PEAK_N = 9;
  private static final int PEAK = 10;

  @Override
  public int sums() {
    return 11;
  }

  @Override
  public List<Measure> measures(int base) {
    return List.of(
        map("map_boundary_f1", "", Better.HIGHER, base + N, base + F1),
        map("map_dbe_accuracy", "px", Better.LOWER, base + DBE_N, base + ACCURACY),
        map("map_dbe_completeness", "px", Better.LOWER, base + DBE_N, base + COMPLETENESS),
        map("map_edge_recovery", "", Better.NEAR_ONE, base + STEPS_N, base + RECOVERED),
        map("map_edge_width", "px", Better.LOWER, base + RISING_N, base + WIDTH),
        map("map_token_peak", "", Better.NEAR_ONE, base + PEAK_N, base + PEAK));
  }

  private static Measure map(String key, String unit, Better better, int count, int sum) {
    return MeasureFamily.mean(key, unit, better, Item.MAP, count, sum);
  }

  @Override
  public void add(ImageAnswers image, double[] sums, int base) {
    if (image.size() < LEAST_SHARE * LEAST_SIDE * LEAST_SIDE) {
      return;
    }
    double[] xs = image.points().stream().mapToDouble(p -> p.spot().xPx()).toArray();
    double[] ys = image.points().stream().mapToDouble(p -> p.spot().yPx()).toArray();
    double[] columns = axis(xs);
    double[] rows = axis(ys);
    if (columns == null
        || rows == null
        || image.size() < LEAST_SHARE * columns.length * rows.length) {
      return;
    }
    DepthGrid answer = grid(image, columns, rows, ScoredPoint::answerM);
    MapFigures figures = MapFigures.of(grid(image, columns, rows, ScoredPoint::truthM), answer);
    sums[base + N]++;
    sums[base + F1] += figures.boundaryF1();
    if (!Double.isNaN(figures.dbeAccuracyPx())) {
      sums[base + DBE_N]++;
      sums[base + ACCURACY] += figures.dbeAccuracyPx();
      sums[base + COMPLETENESS] += figures.dbeCompletenessPx();
    }
    if (figures.edgeSteps() > 0) {
      sums[base + STEPS_N]++;
      sums[base + RECOVERED] += figures.edgeRecovered();
    }
    if (figures.edgeRising() > 0) {
      sums[base + RISING_N]++;
      sums[base + WIDTH] += figures.edgeWidthPx();
    }
    if (image.tokenPx() != null) {
      double peak = TokenPeak.of(answer, image.tokenPx() / (columns[1] - columns[0]));
      if (!Double.isNaN(peak)) {
        sums[base + PEAK_N]++;
        sums[base + PEAK] += peak;
      }
    }
  }

  /** The distinct coordinates in their order; null unless they are as many and evenly spaced. */
  private static double[] axis(double[] coordinates) {
    double[] distinct = Arrays.stream(coordinates).sorted().distinct().toArray();
    double step = (distinct[distinct.length - 1] - distinct[0]) / (distinct.length - 1);
    for (int i = 1; i < distinct.length; i++) {
      if (Math.abs(distinct[i] - distinct[i - 1] - step) > 1e-6 * step) {
        return null;
      }
    }
    return distinct.length < LEAST_SIDE ? null : distinct;
  }

  private static DepthGrid grid(
      ImageAnswers image, double[] columns, double[] rows, ToDoubleFunction<ScoredPoint> depth) {
    double[] depthM = new double[columns.length * rows.length];
    Arrays.fill(depthM, Double.NaN);
    for (ScoredPoint point : image.points()) {
      int column = Arrays.binarySearch(columns, point.spot().xPx());
      int row = Arrays.binarySearch(rows, point.spot().yPx());
      depthM[row * columns.length + column] = depth.applyAsDouble(point);
    }
    return new DepthGrid(columns.length, rows.length, depthM);
  }
}
