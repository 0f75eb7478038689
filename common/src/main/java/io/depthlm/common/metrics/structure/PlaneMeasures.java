package io.depthlm.common.metrics.structure;

import io.depthlm.common.metrics.Better;
import io.depthlm.common.metrics.Item;
import io.depthlm.common.metrics.Measure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whether flat surfaces are answered flat, and which way they face: the planarity errors of iBims-1
 * (Koch et al. 2018), of the labelled points of a plane instead of its mask.
 *
 * <p>The answers of a plane are scaled so that their median is that of the truths, put into space,
 * and a plane is fitted by principal components. {@code plane_flatness} is the standard deviation
 * of their distances from it, {@code plane_angle} the angle of its normal to that of the plane
 * fitted to the truths. A plane takes part with at least four answers whose truths are no line:
 * they must spread by 5 cm in their second direction.
 */
final class PlaneMeasures implements MeasureFamily {
  private static final int LEAST_POINTS = 4;
  private static final double LEAST_WIDTH_M = 0.05;
  private static final double CM = 100;

  private static final int N = 0;
  private static final int FLATNESS = 1;
  private static final int ANGLE = 2;

  @Override
  public int sums() {
    return 3;
  }

  @Override
  public List<Measure> measures(int base) {
    return List.of(
        MeasureFamily.mean(
            "plane_flatness", "cm", Better.LOWER, Item.PLANE, base + N, base + FLATNESS),
        MeasureFamily.mean(
            "plane_angle", "degrees", Better.LOWER, Item.PLANE, base + N, base + ANGLE));
  }

  @Override
  public void add(ImageAnswers image, double[] sums, int base) {
    Map<Integer, List<ScoredPoint>> planes = new TreeMap<>();
    for (ScoredPoint point : image.points()) {
      if (point.spot().planeId() != null && point.spot().toSpace() != null) {
        planes.computeIfAbsent(point.spot().planeId(), p -> new ArrayList<>()).add(point);
      }
    }
    for (List<ScoredPoint> points : planes.values()) {
      if (points.size() < LEAST_POINTS) {
        continue;
      }
      double[] truths = points.stream().mapToDouble(ScoredPoint::truthM).toArray();
      double[] answers = points.stream().mapToDouble(ScoredPoint::answerM).toArray();
      PlaneFit truth = PlaneFit.of(inSpace(points, truths, 1));
      if (truth.widthM() < LEAST_WIDTH_M) {
        continue;
      }
      double scale = median(truths) / median(answers);
      PlaneFit answer = PlaneFit.of(inSpace(points, answers, scale));
      sums[base + N]++;
      sums[base + FLATNESS] += CM * answer.flatnessM();
      sums[base + ANGLE] += Math.toDegrees(answer.angleTo(truth));
    }
  }

  private static double[][] inSpace(List<ScoredPoint> points, double[] depths, double scale) {
    double[][] space = new double[depths.length][];
    for (int i = 0; i < depths.length; i++) {
      double depth = scale * depths[i];
      space[i] = Arrays.stream(points.get(i).spot().toSpace()).map(d -> d * depth).toArray();
    }
    return space;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }
}
