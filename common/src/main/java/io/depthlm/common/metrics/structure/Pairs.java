package io.depthlm.common.metrics.structure;

import io.depthlm.common.metrics.Better;
import io.depthlm.common.metrics.Item;
import io.depthlm.common.metrics.Measure;
import java.util.ArrayList;
import java.util.List;

/**
 * The order of two points of an image by depth, and the ratio of their depths.
 *
 * <p>Order is asked of pairs whose true depths differ by at least 10%. A pair for which the model
 * said the same number twice is tied: it is not the wrong way round, and is counted apart. The
 * error of a ratio is |ln(pᵢ/pⱼ) − ln(gᵢ/gⱼ)|, over all pairs.
 */
final class Pairs implements MeasureFamily {
  private static final double LEAST_RATIO = 1.1;
  private static final double[] RATIOS = {1.25, 2};
  private static final String[] RATIO_NAMES = {"_10_25pct", "_25_100pct", "_over_2x"};
  private static final double[] DISTANCES_PX = {50, 150};
  private static final String[] DISTANCE_NAMES = {"_below_50px", "_50_150px", "_over_150px"};

  // sums: pairs of the order and of the ratio; by ratio: pairs, wrong, tied; by distance: pairs of
  // the order, wrong, pairs of the ratio, its error
  private static final int ORDERED = 0;
  private static final int ALL = 1;
  private static final int BY_RATIO = 2;
  private static final int RATIO_SUMS = 3;
  private static final int BY_DISTANCE = BY_RATIO + 3 * RATIO_SUMS;
  private static final int DISTANCE_SUMS = 4;

  private final PairSample sample;

  Pairs(PairSample sample) {
    this.sample = sample;
  }

  @Override
  public int sums() {
    return BY_DISTANCE + 3 * DISTANCE_SUMS;
  }

  @Override
  public List<Measure> measures(int base) {
    List<Measure> measures = new ArrayList<>();
    measures.add(total("order_wrong", base + ORDERED, base + BY_RATIO + 1, RATIO_SUMS));
    for (int band = 0; band < 3; band++) {
      int at = base + BY_RATIO + band * RATIO_SUMS;
      measures.add(pair("order_wrong" + RATIO_NAMES[band], at, at + 1));
    }
    for (int band = 0; band < 3; band++) {
      int at = base + BY_DISTANCE + band * DISTANCE_SUMS;
      measures.add(pair("order_wrong" + DISTANCE_NAMES[band], at, at + 1));
    }
    measures.add(total("order_tied", base + ORDERED, base + BY_RATIO + 2, RATIO_SUMS));
    for (int band = 0; band < 3; band++) {
      int at = base + BY_RATIO + band * RATIO_SUMS;
      measures.add(pair("order_tied" + RATIO_NAMES[band], at, at + 2));
    }
    measures.add(total("pair_ratio_error", base + ALL, base + BY_DISTANCE + 3, DISTANCE_SUMS));
    for (int band = 0; band < 3; band++) {
      int at = base + BY_DISTANCE + band * DISTANCE_SUMS;
      measures.add(pair("pair_ratio_error" + DISTANCE_NAMES[band], at + 2, at + 3));
    }
    return measures;
  }

  private static Measure pair(String key, int count, int sum) {
    return MeasureFamily.mean(key, "", Better.LOWER, Item.PAIR, count, sum);
  }

  private static Measure total(String key, int count, int first, int stride) {
    return new Reading(
        key,
        "",
        Better.LOWER,
        Item.PAIR,
        count,
        s -> (s[first] + s[first + stride] + s[first + 2 * stride]) / s[count]);
  }

  @Override
  public void add(ImageAnswers image, double[] sums, int base) {
    List<ScoredPoint> points = image.points();
    sample.forEach(
        image.name(),
        points.size(),
        (i, j) -> {
          ScoredPoint a = points.get(i);
          ScoredPoint b = points.get(j);
          double dx = a.spot().xPx() - b.spot().xPx();
          double dy = a.spot().yPx() - b.spot().yPx();
          double squarePx = dx * dx + dy * dy;
          int distance = 0;
          while (distance < DISTANCES_PX.length
              && squarePx >= DISTANCES_PX[distance] * DISTANCES_PX[distance]) {
            distance++;
          }
          int byDistance = base + BY_DISTANCE + distance * DISTANCE_SUMS;
          sums[base + ALL]++;
          sums[byDistance + 2]++;
          sums[byDistance + 3] +=
              Math.abs(
                  (image.logAnswer()[i] - image.logAnswer()[j])
                      - (image.logTruth()[i] - image.logTruth()[j]));
          double ratio = Math.max(a.truthM(), b.truthM()) / Math.min(a.truthM(), b.truthM());
          if (ratio >= LEAST_RATIO) {
            int band = 0;
            while (band < RATIOS.length && ratio >= RATIOS[band]) {
              band++;
            }
            int byRatio = base + BY_RATIO + band * RATIO_SUMS;
            boolean tied = a.said() == b.said();
            boolean wrong = !tied && (a.truthM() < b.truthM()) != (a.answerM() < b.answerM());
            sums[base + ORDERED]++;
            sums[byRatio]++;
            sums[byRatio + 1] += wrong ? 1 : 0;
            sums[byRatio + 2] += tied ? 1 : 0;
            sums[byDistance]++;
            sums[byDistance + 1] += wrong ? 1 : 0;
          }
        });
  }
}
