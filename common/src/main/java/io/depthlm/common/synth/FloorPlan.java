package io.depthlm.common.synth;

import java.util.ArrayList;
import java.util.List;

/** Which parts of the floor plan are taken, so that things stand beside and not in one another. */
final class FloorPlan {
  private final List<double[]> taken = new ArrayList<>();

  boolean isFree(double x, double y, double radiusM) {
    for (double[] t : taken) {
      double dx = Math.max(0, Math.abs(x - t[0]) - t[2]);
      double dy = Math.max(0, Math.abs(y - t[1]) - t[3]);
      if (dx * dx + dy * dy < radiusM * radiusM) {
        return false;
      }
    }
    return true;
  }

  /** Takes a rectangle, if it is free as a whole. */
  boolean take(double x, double y, double halfX, double halfY) {
    for (double[] t : taken) {
      if (Math.abs(x - t[0]) < halfX + t[2] && Math.abs(y - t[1]) < halfY + t[3]) {
        return false;
      }
    }
    taken.add(new double[] {x, y, halfX, halfY});
    return true;
  }
}
