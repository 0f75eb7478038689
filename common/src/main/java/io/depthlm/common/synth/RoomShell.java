package io.depthlm.common.synth;

/** A room from inside: x from 0 to widthM, y from 0 to depthM, z from 0 to heightM. */
record RoomShell(
    double widthM, double depthM, double heightM, Surface floor, Surface ceiling, Surface wall)
    implements Backdrop {
  private static final double CORNER_M = 0.10;

  @Override
  public double reaches(double ox, double oy, double oz, double dx, double dy, double dz) {
    double tx = dx > 0 ? (widthM - ox) / dx : dx < 0 ? -ox / dx : Body.NONE;
    double ty = dy > 0 ? (depthM - oy) / dy : dy < 0 ? -oy / dy : Body.NONE;
    double tz = dz > 0 ? (heightM - oz) / dz : dz < 0 ? -oz / dz : Body.NONE;
    return Math.min(tx, Math.min(ty, tz));
  }

  @Override
  public void describe(Hit hit) {
    double gapX = Math.min(hit.x, widthM - hit.x);
    double gapY = Math.min(hit.y, depthM - hit.y);
    double gapZ = Math.min(hit.z, heightM - hit.z);
    if (gapZ <= gapX && gapZ <= gapY) {
      boolean isFloor = hit.z < heightM / 2;
      hit.normal(0, 0, isFloor ? 1 : -1);
      hit.u = hit.x;
      hit.v = hit.y;
      hit.face = isFloor ? 4 : 5;
      hit.surface = isFloor ? floor : ceiling;
      hit.open = open(gapX) * open(gapY);
    } else if (gapX <= gapY) {
      hit.normal(hit.x < widthM / 2 ? 1 : -1, 0, 0);
      hit.u = hit.y;
      hit.v = hit.z;
      hit.face = hit.x < widthM / 2 ? 0 : 1;
      hit.surface = wall;
      hit.open = open(gapY) * open(gapZ);
    } else {
      hit.normal(0, hit.y < depthM / 2 ? 1 : -1, 0);
      hit.u = hit.x;
      hit.v = hit.z;
      hit.face = hit.y < depthM / 2 ? 2 : 3;
      hit.surface = wall;
      hit.open = open(gapX) * open(gapZ);
    }
  }

  private static double open(double gapM) {
    double gap = Math.max(0, gapM);
    return 0.62 + 0.38 * gap / (gap + CORNER_M);
  }

  @Override
  public void sky(double dx, double dy, double dz, double[] rgb) {
    throw new IllegalStateException("a room has no sky");
  }
}
