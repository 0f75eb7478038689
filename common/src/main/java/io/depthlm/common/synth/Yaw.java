package io.depthlm.common.synth;

/** A turn about the vertical, as cosine and sine. */
record Yaw(double cos, double sin) {
  static final Yaw NONE = new Yaw(1, 0);
  static final Yaw QUARTER = new Yaw(0, 1);
  static final Yaw HALF = new Yaw(-1, 0);

  static Yaw degrees(double degrees) {
    double a = StrictMath.toRadians(degrees);
    return new Yaw(StrictMath.cos(a), StrictMath.sin(a));
  }

  /** World x of a place given in the turned frame. */
  double worldX(double x, double y) {
    return x * cos - y * sin;
  }

  /** World y of a place given in the turned frame. */
  double worldY(double x, double y) {
    return x * sin + y * cos;
  }

  Yaw plus(Yaw other) {
    return new Yaw(cos * other.cos - sin * other.sin, sin * other.cos + cos * other.sin);
  }
}
