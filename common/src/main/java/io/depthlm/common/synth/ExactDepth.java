package io.depthlm.common.synth;

import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.geometry.LabelKind;

/**
 * Exact depth of every pixel of one picture. Pixel (x, y), whole numbers, has its centre at (x, y):
 * its ray runs through ((x − cx) / fx, (y − cy) / fy, 1), and its depth is that ray's, not an
 * average over the pixel.
 *
 * @param camera the picture's camera
 * @param zM row by row, metres along the optical axis; 0 where nothing is met (sky)
 * @param boundary row by row: whether a depth discontinuity passes within 3 px
 */
public record ExactDepth(Intrinsics camera, double[] zM, boolean[] boundary) {
  /** Checks the lengths. */
  public ExactDepth {
    long pixels = (long) camera.widthPx() * camera.heightPx();
    if (zM.length != pixels || boundary.length != pixels) {
      throw new IllegalArgumentException(
          "a depth map of %d x %d has %d values, found %d and %d"
              .formatted(camera.widthPx(), camera.heightPx(), pixels, zM.length, boundary.length));
    }
  }

  /** Depth of the given kind at a pixel, metres; 0 where nothing is met. */
  public double depthM(int xPx, int yPx, LabelKind kind) {
    double z = zM[yPx * camera.widthPx() + xPx];
    return camera.convert(z, LabelKind.Z, kind, xPx, yPx);
  }

  /**
   * The two sides of the discontinuity that passes within 3 px of a pixel: the smallest and the
   * largest depth of the given kind around it, metres; null where none does, or its far side is the
   * sky.
   */
  public double[] stepM(int xPx, int yPx, LabelKind kind) {
    if (!isBoundary(xPx, yPx)) {
      return null;
    }
    // its two sides lie half a pixel before and behind it
    int reach = (int) Math.ceil(Discontinuities.REACH_PX + 0.5);
    double near = Double.POSITIVE_INFINITY;
    double far = 0;
    for (int y = Math.max(0, yPx - reach); y <= Math.min(camera.heightPx() - 1, yPx + reach); y++) {
      for (int x = Math.max(0, xPx - reach);
          x <= Math.min(camera.widthPx() - 1, xPx + reach);
          x++) {
        double depthM = depthM(x, y, kind);
        if (depthM > 0) {
          near = Math.min(near, depthM);
          far = Math.max(far, depthM);
        }
      }
    }
    return far > Discontinuities.RATIO * near ? new double[] {near, far} : null;
  }

  /** Whether a depth discontinuity passes within 3 px of a pixel's centre. */
  public boolean isBoundary(int xPx, int yPx) {
    return boundary[yPx * camera.widthPx() + xPx];
  }
}
