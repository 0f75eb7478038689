package io.depthlm.common.imaging;

import java.util.Arrays;

/**
 * What painting pixels of an image changes in its resized version, without resizing it again: the
 * marks' own window is painted and resampled with the weights of the whole image, so that the
 * result equals painting first and resizing then, bit for bit.
 *
 * <p>Made once per image; thread-safe.
 */
public final class ResampledMarks {
  private static final int HALF = 1 << (BicubicWeights.PRECISION_BITS - 1);

  private final RgbImage source;
  private final RgbImage resized;
  private final BicubicWeights columns;
  private final BicubicWeights rows;

  private ResampledMarks(
      RgbImage source, RgbImage resized, BicubicWeights columns, BicubicWeights rows) {
    this.source = source;
    this.resized = resized;
    this.columns = columns;
    this.rows = rows;
  }

  /**
   * @param source the image that is painted on, itself unpainted
   * @param resized {@link PillowBicubic#resize} of it
   */
  public static ResampledMarks of(RgbImage source, RgbImage resized) {
    return new ResampledMarks(
        source,
        resized,
        axis(source.widthPx(), resized.widthPx()),
        axis(source.heightPx(), resized.heightPx()));
  }

  /** The weights of an axis; where the size stays, Pillow makes no pass: each pixel is itself. */
  private static BicubicWeights axis(int in, int out) {
    if (in != out) {
      return BicubicWeights.of(in, out);
    }
    int[] start = new int[in];
    Arrays.setAll(start, i -> i);
    int[] one = new int[in];
    Arrays.fill(one, 1 << BicubicWeights.PRECISION_BITS);
    return new BicubicWeights(1, start, one);
  }

  /** The pixels of the resized image that differ when these marks are painted on the source. */
  public Marks of(Marks marks) {
    if (marks.size() == 0) {
      return Marks.NONE;
    }
    Range x = touched(columns, marks.xPx());
    Range y = touched(rows, marks.yPx());
    Range inX = read(columns, x);
    Range inY = read(rows, y);
    byte[] painted = window(marks, inX, inY);
    byte[] narrow = new byte[3 * x.size() * inY.size()];
    for (int row = 0; row < inY.size(); row++) {
      for (int o = 0; o < x.size(); o++) {
        int in = 3 * (row * inX.size() + columns.start()[x.first + o] - inX.first);
        sum(columns, x.first + o, painted, in, 3, narrow, 3 * (row * x.size() + o));
      }
    }
    byte[] out = new byte[3 * x.size() * y.size()];
    for (int o = 0; o < y.size(); o++) {
      for (int column = 0; column < x.size(); column++) {
        int in = 3 * ((rows.start()[y.first + o] - inY.first) * x.size() + column);
        sum(rows, y.first + o, narrow, in, 3 * x.size(), out, 3 * (o * x.size() + column));
      }
    }
    return difference(out, x, y);
  }

  private static void sum(
      BicubicWeights axis, int out, byte[] in, int at, int stride, byte[] into, int to) {
    for (int channel = 0; channel < 3; channel++) {
      int sum = HALF;
      for (int tap = 0; tap < axis.taps(); tap++) {
        sum += axis.weights()[out * axis.taps() + tap] * (in[at + channel + tap * stride] & 0xff);
      }
      into[to + channel] = (byte) Math.max(0, Math.min(255, sum >> BicubicWeights.PRECISION_BITS));
    }
  }

  private byte[] window(Marks marks, Range inX, Range inY) {
    byte[] window = new byte[3 * inX.size() * inY.size()];
    for (int row = 0; row < inY.size(); row++) {
      System.arraycopy(
          source.rgb(),
          3 * ((inY.first + row) * source.widthPx() + inX.first),
          window,
          3 * row * inX.size(),
          3 * inX.size());
    }
    for (int i = 0; i < marks.size(); i++) {
      int column = marks.xPx()[i] - inX.first;
      int row = marks.yPx()[i] - inY.first;
      if (column < 0 || row < 0 || column >= inX.size() || row >= inY.size()) {
        continue; // no output pixel reads it
      }
      int at = 3 * (row * inX.size() + column);
      window[at] = (byte) (marks.rgb()[i] >> 16);
      window[at + 1] = (byte) (marks.rgb()[i] >> 8);
      window[at + 2] = (byte) marks.rgb()[i];
    }
    return window;
  }

  private Marks difference(byte[] out, Range x, Range y) {
    int[] xs = new int[x.size() * y.size()];
    int[] ys = new int[xs.length];
    int[] colours = new int[xs.length];
    int n = 0;
    for (int i = 0; i < xs.length; i++) {
      int column = x.first + i % x.size();
      int row = y.first + i / x.size();
      int was = 3 * (row * resized.widthPx() + column);
      if (!Arrays.equals(out, 3 * i, 3 * i + 3, resized.rgb(), was, was + 3)) {
        xs[n] = column;
        ys[n] = row;
        colours[n++] =
            (out[3 * i] & 0xff) << 16 | (out[3 * i + 1] & 0xff) << 8 | (out[3 * i + 2] & 0xff);
      }
    }
    return new Marks(Arrays.copyOf(xs, n), Arrays.copyOf(ys, n), Arrays.copyOf(colours, n));
  }

  /** The output pixels that may read any of the input pixels. */
  private static Range touched(BicubicWeights axis, int[] inputs) {
    int low = Arrays.stream(inputs).min().orElseThrow();
    int high = Arrays.stream(inputs).max().orElseThrow();
    int first = 0;
    while (first < axis.start().length - 1 && axis.start()[first] + axis.taps() <= low) {
      first++;
    }
    int last = first;
    while (last < axis.start().length - 1 && axis.start()[last + 1] <= high) {
      last++;
    }
    return new Range(first, last);
  }

  /** The input pixels that a range of output pixels reads. */
  private static Range read(BicubicWeights axis, Range out) {
    return new Range(axis.start()[out.first], axis.start()[out.last] + axis.taps() - 1);
  }

  /** Both ends inclusive. */
  private record Range(int first, int last) {
    int size() {
      return last - first + 1;
    }
  }
}
