package io.depthlm.common.synth;

import java.util.Arrays;
import java.util.List;

/**
 * The darkening of a floor near what stands on it, as a map of the floor plan: without it things
 * seem to float.
 */
final class ContactShade {
  private static final double CELL_M = 0.08;
  private static final double REACH_M = 0.6;
  private final double lowX;
  private final double lowY;
  private final int columns;
  private final int rows;
  private final float[] open;

  ContactShade(List<Body> bodies, double lowX, double lowY, double highX, double highY) {
    this.lowX = lowX;
    this.lowY = lowY;
    columns = (int) Math.ceil((highX - lowX) / CELL_M) + 2;
    rows = (int) Math.ceil((highY - lowY) / CELL_M) + 2;
    open = new float[columns * rows];
    Arrays.fill(open, 1);
    for (Body body : bodies) {
      if (body.minZ < 0.35) {
        darken(body);
      }
    }
  }

  private void darken(Body body) {
    int fromX = Math.max(0, (int) ((body.minX - REACH_M - lowX) / CELL_M));
    int toX = Math.min(columns - 1, (int) ((body.maxX + REACH_M - lowX) / CELL_M));
    int fromY = Math.max(0, (int) ((body.minY - REACH_M - lowY) / CELL_M));
    int toY = Math.min(rows - 1, (int) ((body.maxY + REACH_M - lowY) / CELL_M));
    double floor = 0.45 + Math.max(0, body.minZ);
    double softness = Math.min(0.25, 0.03 + 0.15 * (body.maxZ - body.minZ)); // low things: little
    for (int iy = fromY; iy <= toY; iy++) {
      for (int ix = fromX; ix <= toX; ix++) {
        double d = body.planDistanceM(lowX + ix * CELL_M, lowY + iy * CELL_M);
        double value = floor + (1 - floor) * d / (d + softness) * (1 + softness / REACH_M);
        if (value < open[iy * columns + ix]) {
          open[iy * columns + ix] = (float) value;
        }
      }
    }
  }

  /** How open the floor is at a place, at most 1. */
  double at(double x, double y) {
    double u = (x - lowX) / CELL_M;
    double v = (y - lowY) / CELL_M;
    if (!(u >= 0 && v >= 0 && u < columns - 1 && v < rows - 1)) {
      return 1;
    }
    int ix = (int) u;
    int iy = (int) v;
    int at = iy * columns + ix;
    double low = Pattern.lerp(open[at], open[at + 1], u - ix);
    double high = Pattern.lerp(open[at + columns], open[at + columns + 1], u - ix);
    return Pattern.lerp(low, high, v - iy);
  }
}
