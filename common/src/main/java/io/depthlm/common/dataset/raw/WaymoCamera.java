package io.depthlm.common.dataset.raw;

import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.geometry.RigidTransform;

/**
 * A camera of Waymo with its lens. Waymo's cameras look along x, with y to the left and z up, and
 * count pixels from the corner of the first one; this project looks along z and counts from the
 * centre.
 *
 * @param name such as FRONT
 * @param pinhole without the lens, in this project's count
 * @param lens k1, k2, p1, p2, k3 as OpenCV defines them
 * @param toVehicle from Waymo's axes of the camera to the vehicle
 */
record WaymoCamera(String name, Intrinsics pinhole, double[] lens, RigidTransform toVehicle) {
  /** From Waymo's axes to ours. */
  private static final RigidTransform AXES =
      new RigidTransform(new double[] {0, -1, 0, 0, 0, 0, -1, 0, 1, 0, 0, 0});

  /** Waymo's own limits: beyond them the lens model folds back. */
  private static final double LEAST_STRETCH = 0.8;

  private static final double MOST_STRETCH = 1.2;

  /** From the world to this camera, in this project's axes, with the vehicle at a pose. */
  RigidTransform fromWorld(RigidTransform vehicleToWorld) {
    return AXES.after(toVehicle.inverse()).after(vehicleToWorld.inverse());
  }

  /** The way back. */
  RigidTransform cameraToWorld(RigidTransform vehicleToWorld) {
    return vehicleToWorld.after(toVehicle).after(AXES.inverse());
  }

  /**
   * Where a point falls, counted from the corner of the first pixel, as the pixel's number wants.
   *
   * @param to gets column and row; unchanged where the lens model does not reach
   * @return whether it falls anywhere
   */
  boolean project(double x, double y, double z, double[] to) {
    double u = x / z;
    double v = y / z;
    double r2 = u * u + v * v;
    double stretch = 1 + r2 * (lens[0] + r2 * (lens[1] + r2 * lens[4]));
    if (!(stretch >= LEAST_STRETCH && stretch <= MOST_STRETCH)) {
      return false;
    }
    double p1 = lens[2];
    double p2 = lens[3];
    to[0] =
        pinhole.fxPx() * (u * stretch + 2 * p1 * u * v + p2 * (r2 + 2 * u * u))
            + pinhole.cxPx()
            + 0.5;
    to[1] =
        pinhole.fyPx() * (v * stretch + p1 * (r2 + 2 * v * v) + 2 * p2 * u * v)
            + pinhole.cyPx()
            + 0.5;
    return true;
  }
}
