package io.depthlm.common.synth;

import java.util.List;

/** A place and a heading at which a thing of several bodies is put together. */
record Placement(List<Body> into, double x, double y, double z, Yaw yaw) {
  /** Adds a box; coordinates are the thing's own: x to its right, y to its back. */
  void block(
      double atX, double atY, double foot, double sx, double sy, double sz, Surface surface) {
    into.add(
        new Block(
            x + yaw.worldX(atX, atY),
            y + yaw.worldY(atX, atY),
            z + foot,
            sx,
            sy,
            sz,
            yaw,
            surface));
  }

  void upright(double atX, double atY, double foot, double r, double heightM, Surface surface) {
    into.add(
        Cylinder.upright(
            x + yaw.worldX(atX, atY), y + yaw.worldY(atX, atY), z + foot, r, heightM, surface));
  }

  /** A cylinder lying along the thing's x axis. */
  void lying(double atX, double atY, double atZ, double r, double lengthM, Surface surface) {
    into.add(
        Cylinder.lying(
            new double[] {x + yaw.worldX(atX, atY), y + yaw.worldY(atX, atY), z + atZ},
            yaw.cos(),
            yaw.sin(),
            r,
            lengthM,
            surface));
  }

  void ball(double atX, double atY, double atZ, double r, Surface surface) {
    into.add(new Ball(x + yaw.worldX(atX, atY), y + yaw.worldY(atX, atY), z + atZ, r, surface));
  }
}
