package io.depthlm.common.synth;

/** A sphere. */
final class Ball extends Body {
  private final double cx;
  private final double cy;
  private final double cz;
  private final double r;

  Ball(double cx, double cy, double cz, double r, Surface surface) {
    super(surface);
    this.cx = cx;
    this.cy = cy;
    this.cz = cz;
    this.r = r;
    bounds(cx, cy, cz, r, r, r);
  }

  @Override
  double enters(double ox, double oy, double oz, double dx, double dy, double dz) {
    double x = ox - cx;
    double y = oy - cy;
    double z = oz - cz;
    double a = dx * dx + dy * dy + dz * dz;
    double b = x * dx + y * dy + z * dz;
    double c = x * x + y * y + z * z - r * r;
    double disc = b * b - a * c;
    if (disc <= 0) {
      return NONE;
    }
    double t = (-b - Math.sqrt(disc)) / a;
    return t > 0 ? t : NONE;
  }

  @Override
  void describe(Hit hit) {
    hit.normal((hit.x - cx) / r, (hit.y - cy) / r, (hit.z - cz) / r);
    hit.u = hit.x - cx + 0.5 * (hit.y - cy);
    hit.v = hit.z - cz;
    hit.face = 0;
  }

  @Override
  double planDistanceM(double x, double y) {
    double dx = x - cx;
    double dy = y - cy;
    return Math.max(0, Math.sqrt(dx * dx + dy * dy) - r);
  }
}
