package io.depthlm.common.imaging;

/**
 * The weights of one resampling pass along one axis, as Pillow computes them.
 *
 * @param taps how many input pixels every output pixel sums; where Pillow sums fewer, at the
 *     borders, the rest have weight 0
 * @param start the first input pixel of each output pixel; {@code start + taps} stays inside
 * @param weights {@code taps} fixed-point weights for each output pixel in turn
 */
record BicubicWeights(int taps, int[] start, int[] weights) {
  /** Fraction bits: 32 less 8 for a pixel and 2 for sign and overshoot. */
  static final int PRECISION_BITS = 22;

  private static final double A = -0.5;
  private static final double SUPPORT = 2.0;

  /** The weights from {@code in} pixels to {@code out}. */
  static BicubicWeights of(int in, int out) {
    double scale = (double) in / out;
    double filterScale = Math.max(scale, 1.0);
    double support = SUPPORT * filterScale;
    double perPixel = 1.0 / filterScale;

    int[] first = new int[out];
    int[] count = new int[out];
    int taps = 0;
    for (int o = 0; o < out; o++) {
      double centre = (o + 0.5) * scale;
      first[o] = Math.max(0, (int) (centre - support + 0.5));
      count[o] = Math.min(in, (int) (centre + support + 0.5)) - first[o];
      taps = Math.max(taps, count[o]);
    }

    int[] weights = new int[Math.multiplyExact(taps, out)];
    double[] exact = new double[taps];
    for (int o = 0; o < out; o++) {
      double centre = (o + 0.5) * scale;
      double sum = 0;
      for (int t = 0; t < count[o]; t++) {
        exact[t] = cubic((t + first[o] - centre + 0.5) * perPixel);
        sum += exact[t];
      }
      int start = Math.min(first[o], in - taps);
      int shift = taps * o + first[o] - start;
      for (int t = 0; t < count[o]; t++) {
        double weight = (sum == 0 ? exact[t] : exact[t] / sum) * (1 << PRECISION_BITS);
        weights[shift + t] = (int) (weight < 0 ? weight - 0.5 : weight + 0.5);
      }
      first[o] = start;
    }
    return new BicubicWeights(taps, first, weights);
  }

  /** The cubic convolution kernel; Pillow's order of operations. */
  private static double cubic(double x) {
    double d = Math.abs(x);
    if (d < 1.0) {
      return ((A + 2.0) * d - (A + 3.0)) * d * d + 1;
    }
    if (d < 2.0) {
      return (((d - 5) * d + 8) * d - 4) * A;
    }
    return 0.0;
  }
}
