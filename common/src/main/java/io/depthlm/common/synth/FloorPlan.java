package io.depthlm.common.synth;

import java.util.ArrayList;
import java.util.List;

/** Which parts of the floor plan are taken, so that things stand beside and not in one another. */
final class FloorPlan {
  private final List<double[]> taken = new ArrayList<>();

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
