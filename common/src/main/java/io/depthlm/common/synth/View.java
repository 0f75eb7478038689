package io.depthlm.common.synth;

import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.geometry.Pose;

/**
 * A camera in the world.
 *
 * @param camera its pinhole
 * @param pose camera to world; the camera looks along its z, x to the right, y down (OpenCV)
 */
record View(Intrinsics camera, Pose pose) {
  /**
   * A camera at a place, looking along (forwardX, forwardY, forwardZ), any length, and leaning to
   * its right by the roll.
   */
  static View lookingAlong(Intrinsics camera, double[] at, double[] forward, double rollDegrees) {
    double length =
        Math.sqrt(forward[0] * forward[0] + forward[1] * forward[1] + forward[2] * forward[2]);
    double fx = forward[0] / length;
    double fy = forward[1] / length;
    double fz = forward[2] / length;
    double flat = Math.sqrt(fx * fx + fy * fy);
    double[] right = {fy / flat, -fx / flat, 0};
    double[] down = {
      fy * right[2] - fz * right[1], fz * right[0] - fx * right[2], fx * right[1] - fy * right[0]
    };
    double c = StrictMath.cos(StrictMath.toRadians(rollDegrees));
    double s = StrictMath.sin(StrictMath.toRadians(rollDegrees));
    double[] m = new double[16];
    double[] ahead = {fx, fy, fz};
    for (int i = 0; i < 3; i++) {
      m[4 * i] = c * right[i] + s * down[i];
      m[4 * i + 1] = c * down[i] - s * right[i];
      m[4 * i + 2] = ahead[i];
      m[4 * i + 3] = at[i];
    }
    m[15] = 1;
    return new View(camera, new Pose(m));
  }
}
