package io.depthlm.common.metrics.structure;

import io.depthlm.common.metrics.Better;
import io.depthlm.common.metrics.Item;
import io.depthlm.common.metrics.Measure;
import java.util.Arrays;
import java.util.List;

/**
 * How often a model says the same number about different points of an image: the share of distinct
 * answers, and the entropy of the answers in bits. Numbers are the same that agree to two decimals
 * in the answer's own unit, the precision of the answers in words; so measured depths are
 * comparable.
 */
final class AnswerReuse implements MeasureFamily {
  private static final double DECIMALS = 100;

  private static final int N = 0;
  private static final int DISTINCT = 1;
  private static final int ENTROPY = 2;

  @Override
  public int sums() {
    return 3;
  }

  @Override
  public List<Measure> measures(int base) {
    return List.of(
        MeasureFamily.mean(
            "answer_distinct", "", Better.HIGHER, Item.POINT, base + N, base + DISTINCT),
        MeasureFamily.mean(
            "answer_entropy", "bit", Better.HIGHER, Item.POINT, base + N, base + ENTROPY));
  }

  @Override
  public void add(ImageAnswers image, double[] sums, int base) {
    int n = image.size();
    if (n == 0) {
      return;
    }
    double[] said =
        image.points().stream().mapToDouble(p -> Math.rint(p.said() * DECIMALS)).toArray();
    Arrays.sort(said);
    int distinct = 0;
    double bits = 0;
    for (int from = 0; from < n; ) {
      int to = from + 1;
      while (to < n && said[to] == said[from]) {
        to++;
      }
      double share = (double) (to - from) / n;
      bits -= share * Math.log(share) / Math.log(2);
      distinct++;
      from = to;
    }
    sums[base + N] += n;
    sums[base + DISTINCT] += distinct;
    sums[base + ENTROPY] += n * bits;
  }
}
