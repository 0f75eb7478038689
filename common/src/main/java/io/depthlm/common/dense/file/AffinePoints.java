package io.depthlm.common.dense.file;

import io.depthlm.common.dense.DepthMap.Window;
import io.depthlm.common.dense.Planes;

/**
 * Points in space whose shift along z is not known. The camera is known here, so the shift is the
 * one that projects the points onto their own pixels best, in least squares over a grid of points:
 * what MoGe's {@code solve_optimal_shift} finds, by Gauss-Newton steps.
 */
final class AffinePoints {
  /** Points a side of the grid that the shift is fitted to. */
  private static final int SIDE = 64;

  private static final int STEPS = 50;

  private AffinePoints() {}

  /**
   * Depths along the optical axis.
   *
   * @param points x, y, z of each point of the map
   * @param factor metres of one unit
   */
  static float[] depths(float[] points, int width, int height, Planes picture, double factor) {
    double shift = shift(points, width, height, picture);
    float[] depths = new float[width * height];
    for (int i = 0; i < depths.length; i++) {
      depths[i] = (float) ((points[3 * i + 2] + shift) * factor);
    }
    return depths;
  }

  /** The shift along z, in the points' unit. */
  static double shift(float[] points, int width, int height, Planes picture) {
    Window window = picture.window();
    double scale = width / (double) picture.widthPx();
    double focalX = picture.camera().fxPx() * window.width() / picture.camera().widthPx() * scale;
    double focalY = picture.camera().fyPx() * window.height() / picture.camera().heightPx() * scale;
    double shift = 0;
    for (int step = 0; step < STEPS; step++) {
      double curve = 0;
      double slope = 0;
      for (int row = 0; row < SIDE; row++) {
        for (int column = 0; column < SIDE; column++) {
          int x = (int) ((column + 0.5) * width / SIDE);
          int y = (int) ((row + 0.5) * height / SIDE);
          int at = 3 * (y * width + x);
          double z = points[at + 2] + shift;
          double u = x + 0.5 - width / 2.0;
          double v = y + 0.5 - height / 2.0;
          double projectedX = focalX * points[at] / z;
          double projectedY = focalY * points[at + 1] / z;
          double slopeX = -projectedX / z;
          double slopeY = -projectedY / z;
          if (z > 0) {
            curve += slopeX * slopeX + slopeY * slopeY;
            slope += slopeX * (projectedX - u) + slopeY * (projectedY - v);
          }
        }
      }
      if (!(curve > 0)) {
        return shift;
      }
      double change = -slope / curve;
      shift += change;
      if (Math.abs(change) < 1e-9 * Math.max(1, Math.abs(shift))) {
        return shift;
      }
    }
    return shift;
  }
}
