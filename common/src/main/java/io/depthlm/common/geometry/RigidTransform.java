package io.depthlm.common.geometry;

import java.io.Serializable;
import java.util.Arrays;

/**
 * A rotation and a translation, metres: {@code y = R·x + t}.
 *
 * @param rowMajor twelve numbers: the rows of [R | t]
 */
public record RigidTransform(double[] rowMajor) implements Serializable {
  /** Checks the length and copies. */
  public RigidTransform {
    if (rowMajor.length != 12) {
      throw new IllegalArgumentException(
          "a rigid transform has 12 numbers, row by row; found " + rowMajor.length);
    }
    rowMajor = rowMajor.clone();
  }

  /**
   * From a quaternion, which need not be normalised, and a translation.
   *
   * @throws IllegalArgumentException if a number is not finite or the quaternion is zero
   */
  public static RigidTransform ofQuaternion(
      double w, double x, double y, double z, double tx, double ty, double tz) {
    double n = w * w + x * x + y * y + z * z;
    if (!(n > 0) || !Double.isFinite(n) || !Double.isFinite(tx + ty + tz)) {
      throw new IllegalArgumentException(
          "no pose: quaternion (%s, %s, %s, %s), translation (%s, %s, %s)"
              .formatted(w, x, y, z, tx, ty, tz));
    }
    double s = 2 / n;
    return new RigidTransform(
        new double[] {
          1 - s * (y * y + z * z),
          s * (x * y - z * w),
          s * (x * z + y * w),
          tx,
          s * (x * y + z * w),
          1 - s * (x * x + z * z),
          s * (y * z - x * w),
          ty,
          s * (x * z - y * w),
          s * (y * z + x * w),
          1 - s * (x * x + y * y),
          tz
        });
  }

  /** From the first three rows of a row-major 4 × 4 or 3 × 4 matrix. */
  public static RigidTransform ofMatrix(double[] values) {
    return new RigidTransform(Arrays.copyOf(values, 12));
  }

  /** The composition: first {@code other}, then this. */
  public RigidTransform after(RigidTransform other) {
    double[] a = rowMajor;
    double[] b = other.rowMajor;
    double[] c = new double[12];
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 4; j++) {
        double sum = j == 3 ? a[4 * i + 3] : 0;
        for (int k = 0; k < 3; k++) {
          sum += a[4 * i + k] * b[4 * k + j];
        }
        c[4 * i + j] = sum;
      }
    }
    return new RigidTransform(c);
  }

  /** The inverse. The matrix must be a rotation. */
  public RigidTransform inverse() {
    double[] a = rowMajor;
    double[] c = new double[12];
    for (int i = 0; i < 3; i++) {
      double t = 0;
      for (int j = 0; j < 3; j++) {
        c[4 * i + j] = a[4 * j + i];
        t -= a[4 * j + i] * a[4 * j + 3];
      }
      c[4 * i + 3] = t;
    }
    return new RigidTransform(c);
  }

  /** Moves a point; writes to {@code to[0..2]}. */
  public void apply(double x, double y, double z, double[] to) {
    double[] a = rowMajor;
    to[0] = a[0] * x + a[1] * y + a[2] * z + a[3];
    to[1] = a[4] * x + a[5] * y + a[6] * z + a[7];
    to[2] = a[8] * x + a[9] * y + a[10] * z + a[11];
  }

  /** This transform as a camera's pose; it must map the camera to the world. */
  public Pose toPose() {
    double[] all = Arrays.copyOf(rowMajor, 16);
    all[15] = 1;
    return new Pose(all);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof RigidTransform r && Arrays.equals(rowMajor, r.rowMajor);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(rowMajor);
  }

  @Override
  public String toString() {
    return "RigidTransform" + Arrays.toString(rowMajor);
  }
}
