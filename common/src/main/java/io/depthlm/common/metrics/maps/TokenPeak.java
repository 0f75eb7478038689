package io.depthlm.common.metrics.maps;

/**
 * How strongly a map repeats itself at the distance of the model's tokens: a network that reads a
 * picture in squares and does not smooth over their borders draws their grid into its depths.
 *
 * <p>Taken along rows, over the absolute differences of ln depth of neighbouring pixels: a step at
 * each border of squares is a comb there, while the depths themselves have no peak if each square
 * is flat. The amplitude of their spectrum at one cycle a token is compared with those at 16
 * frequencies beside it.
 */
public final class TokenPeak {
  /** Frequencies beside the peak, in cycles a token. */
  private static final double[] BESIDE = beside();

  // the neighbours are apart from the peak by the width of the window's main lobe, and below the
  // highest frequency that pixels can show
  private static final double LEAST_TOKENS = 8;
  private static final double LEAST_PERIOD = 3;

  private TokenPeak() {}

  private static double[] beside() {
    double[] cycles = new double[16];
    for (int k = 0; k < 8; k++) {
      cycles[k] = 0.6 + 0.15 * k / 7;
      cycles[8 + k] = 1.25 + 0.15 * k / 7;
    }
    return cycles;
  }

  /**
   * The amplitude at the tokens' frequency over the mean amplitude beside it, each a mean over the
   * rows that are known whole; about 1 without a grid.
   *
   * @param periodPx width of a token, in pixels of the map
   * @return NaN if a row has fewer than 8 tokens or a token fewer than 3 pixels, if no row is known
   *     whole, or if all rows are flat
   */
  public static double of(DepthGrid map, double periodPx) {
    int width = map.width() - 1;
    if (!(periodPx >= LEAST_PERIOD) || width < LEAST_TOKENS * periodPx) {
      return Double.NaN;
    }
    double peak = 0;
    double beside = 0;
    double[] row = new double[width];
    Wave token = new Wave(width, 1 / periodPx);
    Wave[] others = new Wave[BESIDE.length];
    for (int k = 0; k < others.length; k++) {
      others[k] = new Wave(width, BESIDE[k] / periodPx);
    }
    for (int y = 0; y < map.height(); y++) {
      if (differences(map, y, row)) {
        peak += token.amplitude(row);
        for (Wave other : others) {
          beside += other.amplitude(row) / others.length;
        }
      }
    }
    return beside > 0 ? peak / beside : Double.NaN;
  }

  /** Absolute differences in a row less their mean; false where a pixel is not known. */
  private static boolean differences(DepthGrid map, int y, double[] out) {
    int first = y * map.width();
    if (!map.known(first)) {
      return false;
    }
    double before = Math.log(map.depthM()[first]);
    double mean = 0;
    for (int x = 0; x < out.length; x++) {
      if (!map.known(first + x + 1)) {
        return false;
      }
      double log = Math.log(map.depthM()[first + x + 1]);
      out[x] = Math.abs(log - before);
      mean += out[x] / out.length;
      before = log;
    }
    for (int x = 0; x < out.length; x++) {
      out[x] -= mean;
    }
    return true;
  }

  /** A frequency under a Hann window. */
  private static final class Wave {
    private final double[] cos;
    private final double[] sin;

    Wave(int n, double cyclesPerPixel) {
      cos = new double[n];
      sin = new double[n];
      for (int x = 0; x < n; x++) {
        double window = 0.5 - 0.5 * Math.cos(2 * Math.PI * x / (n - 1));
        cos[x] = window * Math.cos(2 * Math.PI * cyclesPerPixel * x);
        sin[x] = window * Math.sin(2 * Math.PI * cyclesPerPixel * x);
      }
    }

    double amplitude(double[] row) {
      double real = 0;
      double imaginary = 0;
      for (int x = 0; x < row.length; x++) {
        real += cos[x] * row[x];
        imaginary += sin[x] * row[x];
      }
      return Math.hypot(real, imaginary);
    }
  }
}
