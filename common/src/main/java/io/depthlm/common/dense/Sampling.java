package io.depthlm.common.dense;

/**
 * How a map is read between its points: as PyTorch's {@code interpolate} of the same name would
 * stretch it over the picture. The edge goes on beyond the edge.
 */
public enum Sampling {
  /** The nearest point, by pixel centres ({@code nearest-exact}). */
  NEAREST,
  /** Linearly between four points, by pixel centres. */
  BILINEAR,
  /** Linearly between four points, where first and last pixels are first and last points. */
  BILINEAR_CORNERS,
  /** By cubic convolution over sixteen points (a = −0.75), by pixel centres. */
  BICUBIC;

  private static final double A = -0.75;

  /**
   * Where a pixel lies on an axis of the map.
   *
   * @param px from the centre of the picture's first pixel
   * @param sizePx of the picture
   * @param from the picture's edge on the map
   * @param length the picture's length on the map
   */
  double place(double px, int sizePx, double from, double length) {
    if (this == BILINEAR_CORNERS) {
      return from + (sizePx == 1 ? 0 : px * (length - 1) / (sizePx - 1));
    }
    return from + (px + 0.5) * length / sizePx - 0.5;
  }

  /** A map stretched to another size. */
  public float[] resize(float[] values, int width, int height, int toWidth, int toHeight) {
    float[] resized = new float[toWidth * toHeight];
    for (int y = 0; y < toHeight; y++) {
      double row = place(y, toHeight, 0, height);
      for (int x = 0; x < toWidth; x++) {
        resized[y * toWidth + x] =
            (float) read(values, width, height, place(x, toWidth, 0, width), row);
      }
    }
    return resized;
  }

  /** The value at a place of a map; its rows follow one another. */
  double read(float[] values, int width, int height, double x, double y) {
    return switch (this) {
      case NEAREST ->
          value(values, width, height, (int) Math.floor(x + 0.5), (int) Math.floor(y + 0.5));
      case BILINEAR, BILINEAR_CORNERS -> linear(values, width, height, x, y);
      case BICUBIC -> cubic(values, width, height, x, y);
    };
  }

  private static double linear(float[] values, int width, int height, double x, double y) {
    int left = (int) Math.floor(x);
    int top = (int) Math.floor(y);
    double right = x - left;
    double below = y - top;
    return (1 - below)
            * ((1 - right) * value(values, width, height, left, top)
                + right * value(values, width, height, left + 1, top))
        + below
            * ((1 - right) * value(values, width, height, left, top + 1)
                + right * value(values, width, height, left + 1, top + 1));
  }

  private static double cubic(float[] values, int width, int height, double x, double y) {
    int left = (int) Math.floor(x);
    int top = (int) Math.floor(y);
    double sum = 0;
    for (int row = -1; row <= 2; row++) {
      double line = 0;
      for (int column = -1; column <= 2; column++) {
        line += weight(x - left - column) * value(values, width, height, left + column, top + row);
      }
      sum += weight(y - top - row) * line;
    }
    return sum;
  }

  /** The cubic convolution kernel. */
  private static double weight(double distance) {
    double d = Math.abs(distance);
    if (d <= 1) {
      return ((A + 2) * d - (A + 3)) * d * d + 1;
    }
    return d < 2 ? ((A * d - 5 * A) * d + 8 * A) * d - 4 * A : 0;
  }

  private static float value(float[] values, int width, int height, int x, int y) {
    int column = Math.max(0, Math.min(width - 1, x));
    int row = Math.max(0, Math.min(height - 1, y));
    return values[row * width + column];
  }
}
