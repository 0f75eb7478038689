package io.depthlm.common.metrics.maps;

/**
 * Depth Pro's boundary F1 (Bochkovskii et al. 2024): where one of two neighbouring pixels is
 * farther than the other by more than a ratio, in each of four directions. Precision and recall are
 * means over the directions; the F1 of ten ratios from 1.05 to 1.25 are averaged with weights that
 * grow with the ratio. No scale matters. Pairs with a pixel without depth, in either map, are left
 * out.
 */
final class BoundaryF1 {
  private static final double LEAST = 1.05;
  private static final double MOST = 1.25;
  private static final int RATIOS = 10;

  private BoundaryF1() {}

  static double of(DepthGrid truth, DepthGrid answer) {
    double sum = 0;
    double weights = 0;
    for (int k = 0; k < RATIOS; k++) {
      double ratio = LEAST + k * (MOST - LEAST) / (RATIOS - 1);
      sum += ratio * atRatio(truth, answer, ratio);
      weights += ratio;
    }
    return sum / weights;
  }

  private static double atRatio(DepthGrid truth, DepthGrid answer, double ratio) {
    double precision = 0;
    double recall = 0;
    for (int direction = 0; direction < 4; direction++) {
      long inTruth = 0;
      long inAnswer = 0;
      long inBoth = 0;
      int dx = direction < 2 ? 1 : 0;
      int dy = 1 - dx;
      boolean back = direction % 2 == 1;
      for (int y = 0; y + dy < truth.height(); y++) {
        for (int x = 0; x + dx < truth.width(); x++) {
          int a = y * truth.width() + x;
          int b = a + dy * truth.width() + dx;
          if (!truth.known(a) || !truth.known(b) || !answer.known(a) || !answer.known(b)) {
            continue;
          }
          int far = back ? a : b;
          int near = back ? b : a;
          boolean t = truth.depthM()[far] / truth.depthM()[near] > ratio;
          boolean p = answer.depthM()[far] / answer.depthM()[near] > ratio;
          inTruth += t ? 1 : 0;
          inAnswer += p ? 1 : 0;
          inBoth += t && p ? 1 : 0;
        }
      }
      recall += 0.25 * inBoth / Math.max(inTruth, 1);
      precision += 0.25 * inBoth / Math.max(inAnswer, 1);
    }
    return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
  }
}
