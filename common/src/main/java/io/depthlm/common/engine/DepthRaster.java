package io.depthlm.common.engine;

/**
 * A whole map of depths over a picture, from edge to edge, in a size of its own.
 *
 * @param kind which depth the values are, and so their unit
 * @param values row by row; not finite where there is none. Not to be written to
 */
public record DepthRaster(MeasuredKind kind, int widthPx, int heightPx, float[] values) {
  /** Checks that there is a value for each point. */
  public DepthRaster {
    if (values.length != Math.multiplyExact(widthPx, heightPx)) {
      throw new IllegalArgumentException(
          "a map of %d x %d has %d values".formatted(widthPx, heightPx, values.length));
    }
  }
}
