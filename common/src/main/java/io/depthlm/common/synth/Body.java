package io.depthlm.common.synth;

/**
 * A convex solid in the world. World axes: x right, y away, z up, metres; the floor is z = 0.
 * Immutable, shared by threads.
 */
abstract sealed class Body permits Block, Ball, Cylinder {
  static final double NONE = Double.POSITIVE_INFINITY;

  final Surface surface;
  double minX;
  double maxX;
  double minY;
  double maxY;
  double minZ;
  double maxZ;

  Body(Surface surface) {
    this.surface = surface;
  }

  final void bounds(double x, double y, double z, double hx, double hy, double hz) {
    minX = x - hx;
    maxX = x + hx;
    minY = y - hy;
    maxY = y + hy;
    minZ = z - hz;
    maxZ = z + hz;
  }

  /**
   * How many multiples of the direction lead from the origin to the point where the ray enters the
   * body, or {@link #NONE}. A ray that starts inside does not enter.
   */
  abstract double enters(double ox, double oy, double oz, double dx, double dy, double dz);

  /** Fills in normal, face and surface coordinates for the hit's x, y, z. */
  abstract void describe(Hit hit);

  /** Distance on the floor plan from a point to the body, metres; 0 inside. */
  abstract double planDistanceM(double x, double y);
}
