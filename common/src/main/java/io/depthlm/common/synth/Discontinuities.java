package io.depthlm.common.synth;

/**
 * Where depth jumps. Between two neighbouring pixels lies a discontinuity if they show different
 * surfaces whose depths differ by more than 5%, and go on differing when each surface is continued
 * to the other pixel: a floor seen at a low angle also changes by 5% a pixel, and does not jump.
 */
final class Discontinuities {
  static final double RATIO = 1.05;
  static final double REACH_PX = 3;
  // A surface seen edge-on would continue to anywhere; it is credited with 10% a pixel.
  private static final double MAX_CONTINUATION = 0.10;

  private Discontinuities() {}

  /**
   * The pixels whose centre has a discontinuity within 3 px.
   *
   * @param zM depth a pixel; 0 for sky, from which everything is discontinuous
   * @param met which surface a pixel shows
   * @param slopeX change of 1/z from a pixel to its right neighbour on the same surface
   * @param slopeY likewise, to the pixel below
   */
  static boolean[] near(
      int width, int height, double[] zM, int[] met, float[] slopeX, float[] slopeY) {
    boolean[] near = new boolean[width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int i = y * width + x;
        if (x + 1 < width && met[i] != met[i + 1] && jumps(zM, slopeX, i, i + 1)) {
          mark(near, width, height, x + 0.5, y);
        }
        if (y + 1 < height && met[i] != met[i + width] && jumps(zM, slopeY, i, i + width)) {
          mark(near, width, height, x, y + 0.5);
        }
      }
    }
    return near;
  }

  private static boolean jumps(double[] zM, float[] slope, int i, int j) {
    if (zM[i] == 0 || zM[j] == 0) {
      return zM[i] != zM[j];
    }
    double a = 1 / zM[i];
    double b = 1 / zM[j];
    return differ(a, b) && differ(a + clamp(slope[i], a), b) && differ(a, b - clamp(slope[j], b));
  }

  private static boolean differ(double inverseA, double inverseB) {
    return Math.max(inverseA, inverseB) > RATIO * Math.min(inverseA, inverseB);
  }

  private static double clamp(double slope, double inverseZ) {
    double most = MAX_CONTINUATION * inverseZ;
    return Math.max(-most, Math.min(most, slope));
  }

  private static void mark(boolean[] near, int width, int height, double atX, double atY) {
    int toY = (int) Math.min(height - 1, Math.floor(atY + REACH_PX));
    int toX = (int) Math.min(width - 1, Math.floor(atX + REACH_PX));
    for (int y = (int) Math.max(0, Math.ceil(atY - REACH_PX)); y <= toY; y++) {
      for (int x = (int) Math.max(0, Math.ceil(atX - REACH_PX)); x <= toX; x++) {
        double dx = x - atX;
        double dy = y - atY;
        if (dx * dx + dy * dy <= REACH_PX * REACH_PX) {
          near[y * width + x] = true;
        }
      }
    }
  }
}
