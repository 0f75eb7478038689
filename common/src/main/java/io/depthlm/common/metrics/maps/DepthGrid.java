package io.depthlm.common.metrics.maps;

/**
 * A whole depth map.
 *
 * @param depthM metres at {@code row · width + column}; not positive or NaN where there is none
 */
public record DepthGrid(int width, int height, double[] depthM) {
  /** Checks the length. */
  public DepthGrid {
    if (width < 1 || height < 1 || depthM.length != (long) width * height) {
      throw new IllegalArgumentException(
          "a map of %d x %d has %d depths".formatted(width, height, depthM.length));
    }
  }

  boolean known(int place) {
    return depthM[place] > 0 && depthM[place] < Double.POSITIVE_INFINITY;
  }
}
