package io.depthlm.common.dataset;

import java.io.Serializable;

/**
 * Where a dense depth map has its boundaries: pixels with a step of depth within some distance. A
 * step lies between two measured pixels that follow each other in a row or a column, with no more
 * than {@code withinPx} unmeasured pixels between them (sensors measure nothing right at an edge),
 * whose depths differ by more than the ratio. The distance is that of the farther axis (a square
 * around each of the two).
 *
 * @param withinPx how near a step makes a pixel a boundary
 * @param ratio the larger depth over the smaller one; beyond it there is a step
 */
public record BoundaryRule(int withinPx, double ratio) implements Serializable {
  /** 3 px, a ratio of 1.1. */
  public static final BoundaryRule DEFAULT = new BoundaryRule(3, 1.1);

  /** Checks both. */
  public BoundaryRule {
    if (withinPx < 0 || withinPx > 100 || !(ratio > 1) || Double.isInfinite(ratio)) {
      throw new IllegalArgumentException(
          "a boundary lies within 0 to 100 px of a step of a ratio above 1, found %d px and %s"
              .formatted(withinPx, ratio));
    }
  }

  /**
   * Whether each pixel is a boundary.
   *
   * @param depthM row by row; not positive or not finite where nothing was measured
   */
  public boolean[] boundary(float[] depthM, int widthPx, int heightPx) {
    boolean[] steps = new boolean[depthM.length];
    for (int y = 0; y < heightPx; y++) {
      mark(depthM, steps, y * widthPx, 1, widthPx);
    }
    for (int x = 0; x < widthPx; x++) {
      mark(depthM, steps, x, widthPx, heightPx);
    }
    boolean[] wide = new boolean[depthM.length];
    for (int y = 0; y < heightPx; y++) {
      grow(steps, wide, y * widthPx, 1, widthPx);
    }
    boolean[] grown = new boolean[depthM.length];
    for (int x = 0; x < widthPx; x++) {
      grow(wide, grown, x, widthPx, heightPx);
    }
    return grown;
  }

  /**
   * The step at a boundary pixel: the smallest and the largest depth that was measured within the
   * distance.
   *
   * @param depthM as of {@link #boundary}
   * @param place {@code row · width + column} of the pixel
   */
  public DepthStep step(float[] depthM, int widthPx, int heightPx, int place) {
    int column = place % widthPx;
    int row = place / widthPx;
    double near = Double.POSITIVE_INFINITY;
    double far = 0;
    for (int y = Math.max(0, row - withinPx); y <= Math.min(heightPx - 1, row + withinPx); y++) {
      for (int x = Math.max(0, column - withinPx);
          x <= Math.min(widthPx - 1, column + withinPx);
          x++) {
        float depth = depthM[y * widthPx + x];
        if (depth > 0 && depth < Float.POSITIVE_INFINITY) {
          near = Math.min(near, depth);
          far = Math.max(far, depth);
        }
      }
    }
    return new DepthStep(near, far);
  }

  private void mark(float[] depthM, boolean[] steps, int from, int stride, int count) {
    int before = -1;
    for (int i = 0; i < count; i++) {
      float here = depthM[from + i * stride];
      if (!(here > 0) || Float.isInfinite(here)) {
        continue;
      }
      if (before >= 0 && i - before - 1 <= withinPx) {
        double there = depthM[from + before * stride];
        if (Math.max(here, there) > ratio * Math.min(here, there)) {
          steps[from + i * stride] = true;
          steps[from + before * stride] = true;
        }
      }
      before = i;
    }
  }

  /** Sets {@code to} within the distance of every set pixel of {@code from} along one line. */
  private void grow(boolean[] from, boolean[] to, int first, int stride, int count) {
    int until = -1;
    for (int i = 0; i < count; i++) {
      if (!from[first + i * stride]) {
        continue;
      }
      for (int j = Math.max(until + 1, i - withinPx); j < Math.min(count, i + withinPx + 1); j++) {
        to[first + j * stride] = true;
        until = j;
      }
    }
  }
}
