package io.depthlm.common.dense.file;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.depthlm.common.dense.Planes;
import io.depthlm.common.geometry.Intrinsics;
import org.junit.jupiter.api.Test;

class AffinePointsTest {
  private static final int WIDTH = 90;
  private static final int HEIGHT = 70;

  /** Seen in half the size that it has: the focal length counts as the network sees it. */
  private static final Planes PICTURE =
      new Planes(
          new float[3 * WIDTH * HEIGHT],
          WIDTH,
          HEIGHT,
          new Intrinsics(240, 240, WIDTH, HEIGHT, 2 * WIDTH, 2 * HEIGHT));

  @Test
  void theCameraGivesTheShiftBack() {
    float[] points = points(-0.75);
    assertEquals(0.75, AffinePoints.shift(points, WIDTH, HEIGHT, PICTURE), 1e-5);
    float[] depths = AffinePoints.depths(points, WIDTH, HEIGHT, PICTURE, 2.5);
    for (int y = 0; y < HEIGHT; y += 7) {
      for (int x = 0; x < WIDTH; x += 7) {
        assertEquals(2.5 * z(x, y), depths[y * WIDTH + x], 1e-4, x + ", " + y);
      }
    }
  }

  @Test
  void pointsThatStandRightStay() {
    assertEquals(0, AffinePoints.shift(points(0), WIDTH, HEIGHT, PICTURE), 1e-5);
  }

  private static double z(int x, int y) {
    return 2 + 0.02 * x + 0.5 * Math.sin(y / 9.0);
  }

  /** Points on the rays of a camera of 120 px, moved along z. */
  private static float[] points(double moved) {
    float[] points = new float[3 * WIDTH * HEIGHT];
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        int at = 3 * (y * WIDTH + x);
        points[at] = (float) ((x + 0.5 - WIDTH / 2.0) / 120 * z(x, y));
        points[at + 1] = (float) ((y + 0.5 - HEIGHT / 2.0) / 120 * z(x, y));
        points[at + 2] = (float) (z(x, y) + moved);
      }
    }
    return points;
  }
}
