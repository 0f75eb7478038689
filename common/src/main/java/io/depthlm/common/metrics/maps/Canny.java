package io.depthlm.common.metrics.maps;

import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * Canny's edges of a depth map as iBims-1's published program draws them: the map scaled to 0 … 1,
 * smoothed by a Gaussian of √2 pixels whose weights outside of the map are left out, Sobel's
 * gradients, maxima along the gradient between linearly interpolated neighbours, and hysteresis
 * between 0.15 and 0.3. Pixels at the border are no edges. A map with gaps has none near them.
 */
final class Canny {
  private static final double SIGMA = Math.sqrt(2);
  private static final int RADIUS = (int) (4 * SIGMA + 0.5);
  private static final double LOW = 0.15;
  private static final double HIGH = 0.3;

  private final int width;
  private final int height;

  private Canny(int width, int height) {
    this.width = width;
    this.height = height;
  }

  /** Whether each pixel is an edge. */
  static boolean[] edges(DepthGrid map) {
    Canny canny = new Canny(map.width(), map.height());
    double[] smooth = canny.smooth(canny.scaled(map));
    double[] acrossRows = canny.sobel(smooth, 0, 1);
    double[] acrossColumns = canny.sobel(smooth, 1, 0);
    double[] magnitude = new double[smooth.length];
    for (int i = 0; i < magnitude.length; i++) {
      magnitude[i] = Math.sqrt(acrossRows[i] * acrossRows[i] + acrossColumns[i] * acrossColumns[i]);
    }
    return canny.hysteresis(canny.maxima(acrossRows, acrossColumns, magnitude), magnitude);
  }

  /** 0 at the nearest depth, 1 at the farthest; NaN where there is none. */
  private double[] scaled(DepthGrid map) {
    double near = Double.POSITIVE_INFINITY;
    double far = 0;
    for (int i = 0; i < map.depthM().length; i++) {
      if (map.known(i)) {
        near = Math.min(near, map.depthM()[i]);
        far = Math.max(far, map.depthM()[i]);
      }
    }
    double[] scaled = new double[map.depthM().length];
    double range = far - near;
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = map.known(i) ? (range > 0 ? (map.depthM()[i] - near) / range : 0) : Double.NaN;
    }
    return scaled;
  }

  private double[] smooth(double[] values) {
    double[] kernel = new double[2 * RADIUS + 1];
    double sum = 0;
    for (int k = -RADIUS; k <= RADIUS; k++) {
      kernel[k + RADIUS] = Math.exp(-0.5 * k * k / (SIGMA * SIGMA));
      sum += kernel[k + RADIUS];
    }
    for (int k = 0; k < kernel.length; k++) {
      kernel[k] /= sum;
    }
    double[] columns = convolved(values, kernel, width);
    double[] both = convolved(columns, kernel, 1);
    double[] inside = new double[values.length];
    Arrays.fill(inside, 1);
    double[] share = convolved(convolved(inside, kernel, width), kernel, 1);
    for (int i = 0; i < both.length; i++) {
      both[i] /= share[i] + Math.ulp(1.0);
    }
    return both;
  }

  /** Along columns (stride = width) or rows (stride = 1), zero outside. */
  private double[] convolved(double[] values, double[] kernel, int stride) {
    double[] out = new double[values.length];
    int length = stride == 1 ? width : height;
    for (int i = 0; i < values.length; i++) {
      int at = stride == 1 ? i % width : i / width;
      double sum = 0;
      for (int k = -RADIUS; k <= RADIUS; k++) {
        if (at + k >= 0 && at + k < length) {
          sum += kernel[k + RADIUS] * values[i + k * stride];
        }
      }
      out[i] = sum;
    }
    return out;
  }

  /** The gradient along (dx, dy), weighted 1, 2, 1 across; pixels at the border repeat. */
  private double[] sobel(double[] v, int dx, int dy) {
    double[] out = new double[v.length];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double sum = 0;
        for (int across = -1; across <= 1; across++) {
          double weight = across == 0 ? 2 : 1;
          int ax = across * dy;
          int ay = across * dx;
          sum += weight * (at(v, x + ax + dx, y + ay + dy) - at(v, x + ax - dx, y + ay - dy));
        }
        out[y * width + x] = sum;
      }
    }
    return out;
  }

  private double at(double[] v, int x, int y) {
    int column = Math.max(0, Math.min(width - 1, x));
    int row = Math.max(0, Math.min(height - 1, y));
    return v[row * width + column];
  }

  private boolean[] maxima(double[] rows, double[] columns, double[] magnitude) {
    boolean[] maxima = new boolean[magnitude.length];
    for (int y = 1; y < height - 1; y++) {
      for (int x = 1; x < width - 1; x++) {
        int i = y * width + x;
        // false for NaN as well
        if (magnitude[i] >= LOW) {
          maxima[i] = isMaximum(rows[i], columns[i], magnitude, i);
        }
      }
    }
    return maxima;
  }

  private boolean isMaximum(double row, double column, double[] magnitude, int i) {
    boolean steep = Math.abs(row) > Math.abs(column);
    double share =
        steep
            ? Math.abs(column) / Math.abs(row)
            : Math.abs(column) > 0 ? Math.abs(row) / Math.abs(column) : 0;
    int down = row * column >= 0 ? width : -width;
    int straight = steep ? down : 1;
    int diagonal = down + 1;
    double ahead = magnitude[i + diagonal] * share + magnitude[i + straight] * (1 - share);
    double behind = magnitude[i - diagonal] * share + magnitude[i - straight] * (1 - share);
    return ahead <= magnitude[i] && behind <= magnitude[i];
  }

  /** The maxima of at least LOW that hang together, through eight neighbours, with one of HIGH. */
  private boolean[] hysteresis(boolean[] maxima, double[] magnitude) {
    boolean[] edges = new boolean[maxima.length];
    ArrayDeque<Integer> open = new ArrayDeque<>();
    for (int i = 0; i < maxima.length; i++) {
      if (maxima[i] && magnitude[i] >= HIGH) {
        edges[i] = true;
        open.add(i);
      }
    }
    while (!open.isEmpty()) {
      int i = open.remove();
      for (int dy = -1; dy <= 1; dy++) {
        for (int dx = -1; dx <= 1; dx++) {
          // maxima never lie at the border
          int j = i + dy * width + dx;
          if (maxima[j] && !edges[j]) {
            edges[j] = true;
            open.add(j);
          }
        }
      }
    }
    return edges;
  }
}
