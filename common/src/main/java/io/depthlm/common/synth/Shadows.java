package io.depthlm.common.synth;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Whether a light is seen from a point. For each light a grid over what it looks at lists the
 * bodies that can be in the way, so that a shadow test tries a few of them and not all.
 */
abstract sealed class Shadows {
  private static final double LIFT_M = 1e-4;

  abstract boolean reaches(double x, double y, double z);

  static Shadows of(Light light, List<Body> bodies) {
    return light instanceof Light.Sun sun
        ? new SunShadows(sun, bodies)
        : new LampShadows((Light.Lamp) light, bodies);
  }

  private static final class SunShadows extends Shadows {
    private static final int CELLS = 128;
    private final Light.Sun sun;
    private final double[] e1;
    private final double[] e2;
    private double lowA = Double.MAX_VALUE;
    private double lowB = Double.MAX_VALUE;
    private double stepA;
    private double stepB;
    private final Body[][] cells = new Body[CELLS * CELLS][];

    SunShadows(Light.Sun sun, List<Body> bodies) {
      this.sun = sun;
      double flat = Math.sqrt(sun.x() * sun.x() + sun.y() * sun.y());
      e1 = new double[] {-sun.y() / flat, sun.x() / flat, 0};
      e2 =
          new double[] {
            -sun.z() * e1[1], sun.z() * e1[0], sun.x() * e1[1] - sun.y() * e1[0],
          };
      double highA = -Double.MAX_VALUE;
      double highB = -Double.MAX_VALUE;
      double[][] spans = new double[bodies.size()][];
      for (int i = 0; i < spans.length; i++) {
        double[] a = span(bodies.get(i), e1);
        double[] b = span(bodies.get(i), e2);
        spans[i] = new double[] {a[0], a[1], b[0], b[1]};
        lowA = Math.min(lowA, a[0]);
        highA = Math.max(highA, a[1]);
        lowB = Math.min(lowB, b[0]);
        highB = Math.max(highB, b[1]);
      }
      stepA = (highA - lowA) / CELLS + 1e-9;
      stepB = (highB - lowB) / CELLS + 1e-9;
      List<List<Body>> lists = emptyLists(CELLS * CELLS);
      for (int i = 0; i < spans.length; i++) {
        int toB = cell(spans[i][3], lowB, stepB);
        int toA = cell(spans[i][1], lowA, stepA);
        for (int ib = cell(spans[i][2], lowB, stepB); ib <= toB; ib++) {
          for (int ia = cell(spans[i][0], lowA, stepA); ia <= toA; ia++) {
            lists.get(ib * CELLS + ia).add(bodies.get(i));
          }
        }
      }
      freeze(lists, cells);
    }

    /** Lowest and highest coordinate of a body's bounding box along an axis. */
    private static double[] span(Body b, double[] e) {
      double mid =
          ((b.minX + b.maxX) * e[0] + (b.minY + b.maxY) * e[1] + (b.minZ + b.maxZ) * e[2]) / 2;
      double half =
          ((b.maxX - b.minX) * Math.abs(e[0])
                  + (b.maxY - b.minY) * Math.abs(e[1])
                  + (b.maxZ - b.minZ) * Math.abs(e[2]))
              / 2;
      return new double[] {mid - half, mid + half};
    }

    private static int cell(double at, double low, double step) {
      return (int) Math.max(0, Math.min(CELLS - 1, Math.floor((at - low) / step)));
    }

    @Override
    boolean reaches(double x, double y, double z) {
      double a = (x * e1[0] + y * e1[1] - lowA) / stepA;
      double b = (x * e2[0] + y * e2[1] + z * e2[2] - lowB) / stepB;
      if (a < 0 || b < 0 || a >= CELLS || b >= CELLS) {
        return true;
      }
      double ox = x + sun.x() * LIFT_M;
      double oy = y + sun.y() * LIFT_M;
      double oz = z + sun.z() * LIFT_M;
      for (Body body : cells[(int) b * CELLS + (int) a]) {
        if (body.enters(ox, oy, oz, sun.x(), sun.y(), sun.z()) < Body.NONE) {
          return false;
        }
      }
      return true;
    }
  }

  /** A lamp looks at a cube around it, every side of which is a grid of directions. */
  private static final class LampShadows extends Shadows {
    private static final int CELLS = 20;
    private final Light.Lamp lamp;
    private final Body[][] cells = new Body[6 * CELLS * CELLS][];

    LampShadows(Light.Lamp lamp, List<Body> bodies) {
      this.lamp = lamp;
      List<List<Body>> lists = emptyLists(cells.length);
      for (Body body : bodies) {
        enter(body, lists);
      }
      freeze(lists, cells);
    }

    /** Adds a body to the cells that its bounding sphere's cone touches. */
    private void enter(Body body, List<List<Body>> lists) {
      double x = (body.minX + body.maxX) / 2 - lamp.x();
      double y = (body.minY + body.maxY) / 2 - lamp.y();
      double z = (body.minZ + body.maxZ) / 2 - lamp.z();
      double hx = body.maxX - body.minX;
      double hy = body.maxY - body.minY;
      double hz = body.maxZ - body.minZ;
      double distance = Math.sqrt(x * x + y * y + z * z);
      double sin = Math.sqrt(hx * hx + hy * hy + hz * hz) / 2 / distance;
      double cos = Math.sqrt(Math.max(0, 1 - sin * sin));
      // A cell spans at most sqrt(2)/CELLS from its middle, on a side at distance 1.
      double cellSin = 1.4143 / CELLS;
      double cellCos = Math.sqrt(1 - cellSin * cellSin);
      double limit = sin >= 1 ? -1 : cos * cellCos - sin * cellSin;
      for (int i = 0; i < cells.length; i++) {
        double a = 2 * (i % CELLS + 0.5) / CELLS - 1;
        double b = 2 * (i / CELLS % CELLS + 0.5) / CELLS - 1;
        double s = (i / (CELLS * CELLS) & 1) == 0 ? 1 : -1;
        double dot =
            switch (i / (2 * CELLS * CELLS)) {
              case 0 -> s * x + a * y + b * z;
              case 1 -> a * x + s * y + b * z;
              default -> a * x + b * y + s * z;
            };
        if (dot >= limit * distance * Math.sqrt(1 + a * a + b * b)) {
          lists.get(i).add(body);
        }
      }
    }

    private static int index(int side, double along, double a, double b) {
      int ia = (int) Math.min(CELLS - 1, (a / Math.abs(along) + 1) / 2 * CELLS);
      int ib = (int) Math.min(CELLS - 1, (b / Math.abs(along) + 1) / 2 * CELLS);
      return ((2 * side + (along > 0 ? 0 : 1)) * CELLS + ib) * CELLS + ia;
    }

    @Override
    boolean reaches(double x, double y, double z) {
      double dx = x - lamp.x();
      double dy = y - lamp.y();
      double dz = z - lamp.z();
      double ax = Math.abs(dx);
      double ay = Math.abs(dy);
      double az = Math.abs(dz);
      int cell;
      if (ax >= ay && ax >= az) {
        cell = index(0, dx, dy, dz);
      } else if (ay >= az) {
        cell = index(1, dy, dx, dz);
      } else {
        cell = index(2, dz, dx, dy);
      }
      // From the lamp to just short of the point: what is entered before that is in the way.
      double short1 = 1 - LIFT_M / (ax + ay + az + LIFT_M);
      for (Body body : cells[cell]) {
        if (body.enters(lamp.x(), lamp.y(), lamp.z(), dx, dy, dz) < short1) {
          return false;
        }
      }
      return true;
    }
  }

  private static List<List<Body>> emptyLists(int n) {
    List<List<Body>> lists = new ArrayList<>(n);
    for (int i = 0; i < n; i++) {
      lists.add(new ArrayList<>(0));
    }
    return lists;
  }

  private static void freeze(List<List<Body>> lists, Body[][] cells) {
    Arrays.setAll(cells, i -> lists.get(i).toArray(new Body[0]));
  }
}
