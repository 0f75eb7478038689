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

  /** Whether a depth discontinuity passes within 3 px of a pixel's centre. */
  public boolean isBoundary(int xPx, int yPx) {
    return boundary[yPx * camera.widthPx() + xPx];
  }
}
