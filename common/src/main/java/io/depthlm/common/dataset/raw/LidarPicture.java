package io.depthlm.common.dataset.raw;

import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.geometry.RigidTransform;

/** Projects the returns of a lidar into one picture. Not thread-safe. */
final class LidarPicture {
  /** How a projected position becomes a pixel. */
  enum Rounding {
    /** Toward zero: positions between −1 and 0 fall on the first pixel, as {@code astype(int)}. */
    TRUNCATE,
    FLOOR,
    /**
     * To the nearest whole number, halves to the even one, as {@code numpy.round}; what lies beyond
     * the centres of the outermost pixels is left out.
     */
    NEAREST
  }

  private final Intrinsics camera;
  private final Rounding rounding;
  private final SparseDepth.Builder depth;
  private final double[] at = new double[3];

  LidarPicture(Intrinsics camera, SparseDepth.Conflict conflict, Rounding rounding) {
    this.camera = camera;
    this.rounding = rounding;
    this.depth = new SparseDepth.Builder(camera, conflict);
  }

  /** Adds a return; what is behind the camera, outside of the picture or not finite is left out. */
  void add(RigidTransform toCamera, double x, double y, double z) {
    toCamera.apply(x, y, z, at);
    add(at[0], at[1], at[2]);
  }

  /** Adds a return in the camera's own coordinates: x to the right, y down, z ahead. */
  void add(double x, double y, double z) {
    if (!(z > 0) || !(z < Double.POSITIVE_INFINITY)) {
      return;
    }
    addAt(
        camera.fxPx() * (x / z) + camera.cxPx(),
        camera.fyPx() * (y / z) + camera.cyPx(),
        z,
        Math.sqrt(x * x + y * y + z * z));
  }

  /** Adds a return whose position in the picture is known. */
  void addAt(double uPx, double vPx, double z, double radial) {
    if (rounding == Rounding.NEAREST
        && !(uPx >= 0 && uPx < camera.widthPx() - 1 && vPx >= 0 && vPx < camera.heightPx() - 1)) {
      return;
    }
    depth.add(whole(uPx), whole(vPx), z, radial);
  }

  private double whole(double position) {
    return switch (rounding) {
      case TRUNCATE -> position < 0 && position > -1 ? 0 : Math.floor(position);
      case FLOOR -> Math.floor(position);
      case NEAREST -> Math.rint(position);
    };
  }

  SparseDepth depth() {
    return depth.build();
  }
}
