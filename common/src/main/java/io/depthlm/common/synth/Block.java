package io.depthlm.common.synth;

/** A box that stands upright, turned about the vertical. */
final class Block extends Body {
  private final double cx;
  private final double cy;
  private final double cz;
  private final double hx;
  private final double hy;
  private final double hz;
  private final double cos;
  private final double sin;

  /**
   * @param footZ height of its underside
   * @param sizeX metres along its own x, before the turn; {@code sizeY} likewise
   * @param yaw where its own x axis points, as (cos, sin)
   */
  Block(
      double x,
      double y,
      double footZ,
      double sizeX,
      double sizeY,
      double sizeZ,
      Yaw yaw,
      Surface surface) {
    super(surface);
    cx = x;
    cy = y;
    hx = sizeX / 2;
    hy = sizeY / 2;
    hz = sizeZ / 2;
    cz = footZ + hz;
    cos = yaw.cos();
    sin = yaw.sin();
    bounds(
        cx,
        cy,
        cz,
        Math.abs(cos) * hx + Math.abs(sin) * hy,
        Math.abs(sin) * hx + Math.abs(cos) * hy,
        hz);
  }

  @Override
  double enters(double ox, double oy, double oz, double dx, double dy, double dz) {
    double wx = ox - cx;
    double wy = oy - cy;
    double z = oz - cz;
    double x = wx * cos + wy * sin;
    double y = wy * cos - wx * sin;
    double ex = dx * cos + dy * sin;
    double ey = dy * cos - dx * sin;
    double ix = 1 / ex;
    double iy = 1 / ey;
    double iz = 1 / dz;
    double x1 = (-hx - x) * ix;
    double x2 = (hx - x) * ix;
    double y1 = (-hy - y) * iy;
    double y2 = (hy - y) * iy;
    double z1 = (-hz - z) * iz;
    double z2 = (hz - z) * iz;
    // Comparisons, not Math.min and max: this is where the renderer spends its time, and those care
    // about NaN and the sign of zero, which only rays within a face have.
    double near = x1 < x2 ? x1 : x2;
    double far = x1 < x2 ? x2 : x1;
    double nearY = y1 < y2 ? y1 : y2;
    double farY = y1 < y2 ? y2 : y1;
    double nearZ = z1 < z2 ? z1 : z2;
    double farZ = z1 < z2 ? z2 : z1;
    near = nearY > near ? nearY : near;
    far = farY < far ? farY : far;
    near = nearZ > near ? nearZ : near;
    far = farZ < far ? farZ : far;
    return near > 0 && near < far ? near : NONE;
  }

  @Override
  void describe(Hit hit) {
    double wx = hit.x - cx;
    double wy = hit.y - cy;
    double x = wx * cos + wy * sin;
    double y = wy * cos - wx * sin;
    double z = hit.z - cz;
    double gapX = hx - Math.abs(x);
    double gapY = hy - Math.abs(y);
    double gapZ = hz - Math.abs(z);
    if (gapX <= gapY && gapX <= gapZ) {
      double side = x > 0 ? 1 : -1;
      hit.normal(side * cos, side * sin, 0);
      hit.u = side * y;
      hit.v = z;
      hit.face = x > 0 ? 0 : 1;
    } else if (gapY <= gapZ) {
      double side = y > 0 ? 1 : -1;
      hit.normal(-side * sin, side * cos, 0);
      hit.u = -side * x;
      hit.v = z;
      hit.face = y > 0 ? 2 : 3;
    } else {
      hit.normal(0, 0, z > 0 ? 1 : -1);
      hit.u = x;
      hit.v = y;
      hit.face = z > 0 ? 4 : 5;
    }
  }

  @Override
  double planDistanceM(double px, double py) {
    double wx = px - cx;
    double wy = py - cy;
    double dx = Math.max(0, Math.abs(wx * cos + wy * sin) - hx);
    double dy = Math.max(0, Math.abs(wy * cos - wx * sin) - hy);
    return Math.sqrt(dx * dx + dy * dy);
  }
}
