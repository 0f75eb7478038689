package io.depthlm.common.synth;

/** A capped cylinder about any axis: columns, people, poles, wheels. */
final class Cylinder extends Body {
  private final double cx;
  private final double cy;
  private final double cz;
  private final double ax;
  private final double ay;
  private final double az;
  private final double r;
  private final double half;

  /**
   * @param axis unit vector
   */
  private Cylinder(double[] centre, double[] axis, double r, double lengthM, Surface surface) {
    super(surface);
    cx = centre[0];
    cy = centre[1];
    cz = centre[2];
    ax = axis[0];
    ay = axis[1];
    az = axis[2];
    this.r = r;
    half = lengthM / 2;
    bounds(cx, cy, cz, extent(ax), extent(ay), extent(az));
  }

  static Cylinder upright(double x, double y, double footZ, double r, double heightM, Surface s) {
    return new Cylinder(
        new double[] {x, y, footZ + heightM / 2}, new double[] {0, 0, 1}, r, heightM, s);
  }

  /** Lying, its axis in the floor plan along the unit vector (ax, ay). */
  static Cylinder lying(
      double[] centre, double ax, double ay, double r, double lengthM, Surface s) {
    return new Cylinder(centre, new double[] {ax, ay, 0}, r, lengthM, s);
  }

  private double extent(double axis) {
    return Math.abs(axis) * half + r * Math.sqrt(Math.max(0, 1 - axis * axis));
  }

  @Override
  double enters(double ox, double oy, double oz, double dx, double dy, double dz) {
    double x = ox - cx;
    double y = oy - cy;
    double z = oz - cz;
    double along = dx * ax + dy * ay + dz * az;
    double start = x * ax + y * ay + z * az;
    double px = dx - along * ax;
    double py = dy - along * ay;
    double pz = dz - along * az;
    double qx = x - start * ax;
    double qy = y - start * ay;
    double qz = z - start * az;
    double a = px * px + py * py + pz * pz;
    double b = px * qx + py * qy + pz * qz;
    double c = qx * qx + qy * qy + qz * qz - r * r;
    double near = Double.NEGATIVE_INFINITY;
    double far = NONE;
    if (a > 0) {
      double disc = b * b - a * c;
      if (disc <= 0) {
        return NONE;
      }
      double root = Math.sqrt(disc);
      near = (-b - root) / a;
      far = (-b + root) / a;
    } else if (c > 0) {
      return NONE;
    }
    if (along != 0) {
      double t1 = (-half - start) / along;
      double t2 = (half - start) / along;
      near = Math.max(near, Math.min(t1, t2));
      far = Math.min(far, Math.max(t1, t2));
    } else if (Math.abs(start) > half) {
      return NONE;
    }
    return near > 0 && near < far ? near : NONE;
  }

  @Override
  void describe(Hit hit) {
    double x = hit.x - cx;
    double y = hit.y - cy;
    double z = hit.z - cz;
    double along = x * ax + y * ay + z * az;
    double px = x - along * ax;
    double py = y - along * ay;
    double pz = z - along * az;
    double out = Math.sqrt(px * px + py * py + pz * pz);
    if (half - Math.abs(along) < r - out) {
      double side = Math.signum(along);
      hit.normal(side * ax, side * ay, side * az);
      hit.u = px + py;
      hit.v = pz + py;
      hit.face = along > 0 ? 1 : 2;
      return;
    }
    hit.normal(px / out, py / out, pz / out);
    // Arc length to within a few per cent without an arctangent: the texture needs no more.
    double side = Math.abs(px) + Math.abs(py) + Math.abs(pz);
    double turn = (px >= 0 ? 1 : -1) * (1 - (py + pz) / side);
    hit.u = turn * r * 1.57;
    hit.v = along;
    hit.face = 0;
  }

  @Override
  double planDistanceM(double x, double y) {
    double dx = Math.max(0, Math.max(minX - x, x - maxX));
    double dy = Math.max(0, Math.max(minY - y, y - maxY));
    return Math.sqrt(dx * dx + dy * dy);
  }
}
