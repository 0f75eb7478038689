package io.depthlm.common.dense;

import java.util.Arrays;

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

  /**
   * A map stretched to another size, in PyTorch's order of 32-bit steps: rows of a point's
   * neighbours first, then their columns.
   */
  public float[] resize(float[] values, int width, int height, int toWidth, int toHeight) {
    Taps columns = Taps.of(this, width, toWidth);
    Taps rows = Taps.of(this, height, toHeight);
    float[] resized = new float[toWidth * toHeight];
    for (int y = 0; y < toHeight; y++) {
      for (int x = 0; x < toWidth; x++) {
        float sum = 0;
        for (int i = 0; i < rows.each; i++) {
          int from = rows.at[y * rows.each + i] * width;
          float line = 0;
          for (int j = 0; j < columns.each; j++) {
            line +=
                columns.shares[x * columns.each + j]
                    * values[from + columns.at[x * columns.each + j]];
          }
          sum += rows.shares[y * rows.each + i] * line;
        }
        resized[y * toWidth + x] = sum;
      }
    }
    return resized;
  }

  /** A picture of three planes, one after the other, stretched to another size. */
  public float[] resizePlanes(float[] planes, int width, int height, int toWidth, int toHeight) {
    int points = width * height;
    int toPoints = toWidth * toHeight;
    float[] resized = new float[3 * toPoints];
    for (int channel = 0; channel < 3; channel++) {
      float[] plane = Arrays.copyOfRange(planes, channel * points, (channel + 1) * points);
      System.arraycopy(
          resize(plane, width, height, toWidth, toHeight),
          0,
          resized,
          channel * toPoints,
          toPoints);
    }
    return resized;
  }

  /**
   * The points of an axis that each point of another length is made of.
   *
   * @param each how many
   * @param at which, {@code each} for each point
   * @param shares of them
   */
  private record Taps(int each, int[] at, float[] shares) {
    static Taps of(Sampling sampling, int size, int toSize) {
      int each = sampling == NEAREST ? 1 : sampling == BICUBIC ? 4 : 2;
      Taps taps = new Taps(each, new int[each * toSize], new float[each * toSize]);
      for (int i = 0; i < toSize; i++) {
        taps.fill(i, sampling.placeIn32Bits(i, size, toSize), size);
      }
      return taps;
    }

    private void fill(int i, float place, int size) {
      int first = (int) Math.floor(each == 1 ? place + 0.5f : place);
      float share = place - first;
      for (int j = 0; j < each; j++) {
        int point = first + j - (each == 4 ? 1 : 0);
        at[each * i + j] = Math.max(0, Math.min(size - 1, point));
        shares[each * i + j] =
            switch (each) {
              case 1 -> 1;
              case 2 -> j == 0 ? 1 - share : share;
              default -> (float) weight(share + 1 - j);
            };
      }
    }
  }

  private float placeIn32Bits(int i, int size, int toSize) {
    if (this == BILINEAR_CORNERS) {
      return toSize == 1 ? 0 : i * ((float) (size - 1) / (toSize - 1));
    }
    float place = Math.fma((float) size / toSize, i + 0.5f, -0.5f);
    return this == BILINEAR ? Math.max(0, place) : place;
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
