package io.depthlm.common.dense;

import io.depthlm.common.geometry.Intrinsics;

/**
 * A picture as a network reads it: red, green and blue one after the other, each row by row.
 *
 * @param values [3 · heightPx · widthPx]
 * @param widthPx columns
 * @param heightPx rows
 * @param window where the picture lies in it; the rest is padding
 * @param camera of the picture before it was resized, or null where nobody knows it
 */
public record Planes(
    float[] values, int widthPx, int heightPx, DepthMap.Window window, Intrinsics camera)
    implements DenseNetwork.Shown {
  /** Checks that there are three values for each pixel. */
  public Planes {
    if (values.length != Math.multiplyExact(3, Math.multiplyExact(widthPx, heightPx))) {
      throw new IllegalArgumentException(
          "%d values of a picture of %d x %d".formatted(values.length, widthPx, heightPx));
    }
  }

  @Override
  public double shownWidthPx() {
    return window.width();
  }

  /** A picture that fills it. */
  public Planes(float[] values, int widthPx, int heightPx, Intrinsics camera) {
    this(values, widthPx, heightPx, new DepthMap.Window(0, 0, widthPx, heightPx), camera);
  }
}
