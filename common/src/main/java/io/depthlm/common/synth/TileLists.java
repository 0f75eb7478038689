package io.depthlm.common.synth;

import io.depthlm.common.geometry.Intrinsics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * For each tile of the picture the bodies that can be seen in it, nearest first: a pixel's ray
 * tries those few only, and stops at the first that starts behind what it has already met.
 */
final class TileLists {
  static final int TILE_PX = 16;
  private static final double NEAR_M = 0.05;

  private final int columns;
  private final Body[][] bodies;
  private final double[][] nearestZ;
  private final int[][] numbers;

  private record Candidate(Body body, int number, double nearestZ) {}

  TileLists(Scene scene, View view) {
    Intrinsics camera = view.camera();
    columns = (camera.widthPx() + TILE_PX - 1) / TILE_PX;
    int rows = (camera.heightPx() + TILE_PX - 1) / TILE_PX;
    List<List<Candidate>> lists = new ArrayList<>();
    for (int i = 0; i < columns * rows; i++) {
      lists.add(new ArrayList<>(4));
    }
    int number = 0;
    for (Body body : scene.bodies()) {
      number++;
      double[] box = project(body, view); // minX, maxX, minY, maxY, minZ, in pixels and metres
      if (box == null) {
        continue;
      }
      int fromX = Math.max(0, tile(box[0]));
      int toX = Math.min(columns - 1, tile(box[1]));
      int fromY = Math.max(0, tile(box[2]));
      int toY = Math.min(rows - 1, tile(box[3]));
      for (int ty = fromY; ty <= toY; ty++) {
        for (int tx = fromX; tx <= toX; tx++) {
          lists.get(ty * columns + tx).add(new Candidate(body, number, box[4]));
        }
      }
    }
    bodies = new Body[lists.size()][];
    nearestZ = new double[lists.size()][];
    numbers = new int[lists.size()][];
    for (int i = 0; i < bodies.length; i++) {
      lists.get(i).sort(Comparator.comparingDouble(Candidate::nearestZ));
      bodies[i] = lists.get(i).stream().map(Candidate::body).toArray(Body[]::new);
      nearestZ[i] = lists.get(i).stream().mapToDouble(Candidate::nearestZ).toArray();
      numbers[i] = lists.get(i).stream().mapToInt(Candidate::number).toArray();
    }
  }

  private static int tile(double px) {
    return (int) Math.floor(Math.max(-1e6, Math.min(1e6, px)) / TILE_PX);
  }

  /**
   * Where a body's bounding box lies in the picture, a pixel wider on every side, and its least z;
   * null if all of it is behind the camera. What crosses the near plane is cut off there: its
   * corners behind the camera project to nowhere.
   */
  private static double[] project(Body body, View view) {
    double[] m = view.pose().cameraToWorld();
    double[][] corners = new double[8][];
    for (int i = 0; i < 8; i++) {
      double x = ((i & 1) == 0 ? body.minX : body.maxX) - m[3];
      double y = ((i & 2) == 0 ? body.minY : body.maxY) - m[7];
      double z = ((i & 4) == 0 ? body.minZ : body.maxZ) - m[11];
      corners[i] =
          new double[] {
            m[0] * x + m[4] * y + m[8] * z,
            m[1] * x + m[5] * y + m[9] * z,
            m[2] * x + m[6] * y + m[10] * z
          };
    }
    double[] box = {1e9, -1e9, 1e9, -1e9, 1e9};
    for (int i = 0; i < 8; i++) {
      double[] from = corners[i];
      if (from[2] >= NEAR_M) {
        widen(box, from[0], from[1], from[2], view.camera());
        continue;
      }
      for (int axis = 1; axis <= 4; axis *= 2) {
        double[] to = corners[i ^ axis];
        if (to[2] > NEAR_M) {
          double t = (NEAR_M - from[2]) / (to[2] - from[2]);
          double x = from[0] + t * (to[0] - from[0]);
          double y = from[1] + t * (to[1] - from[1]);
          widen(box, x, y, NEAR_M, view.camera());
        }
      }
    }
    return box[4] == 1e9 ? null : box;
  }

  private static void widen(double[] box, double x, double y, double z, Intrinsics k) {
    double u = x / z * k.fxPx() + k.cxPx();
    double v = y / z * k.fyPx() + k.cyPx();
    box[0] = Math.min(box[0], u - 1);
    box[1] = Math.max(box[1], u + 1);
    box[2] = Math.min(box[2], v - 1);
    box[3] = Math.max(box[3], v + 1);
    // The whole of it between here and the camera counts as near: a bound, not a depth.
    box[4] = Math.min(box[4], z <= NEAR_M ? 0 : z);
  }

  /** The tile of a pixel. */
  int of(int xPx, int yPx) {
    return (yPx / TILE_PX) * columns + xPx / TILE_PX;
  }

  /** The bodies of a tile, nearest first. */
  Body[] bodies(int tile) {
    return bodies[tile];
  }

  /** Lower bounds of their depths along the optical axis, metres, ascending. */
  double[] nearestZ(int tile) {
    return nearestZ[tile];
  }

  /** Their numbers in the scene, from 1. */
  int[] numbers(int tile) {
    return numbers[tile];
  }
}
