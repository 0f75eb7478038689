package io.depthlm.common.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class BoundaryRuleTest {
  /** A foreground of 2 m left of a background of 6 m; one pixel of the edge was not measured. */
  private static final int WIDTH = 9;

  private static final float[] MAP = map();

  private static float[] map() {
    float[] map = new float[WIDTH * 5];
    for (int i = 0; i < map.length; i++) {
      map[i] = i % WIDTH < 4 ? 2 : 6;
    }
    map[2 * WIDTH + 3] = 0;
    map[2 * WIDTH + 4] = Float.NaN;
    return map;
  }

  @Test
  void aStepIsTheNearestAndTheFarthestDepthInReach() {
    BoundaryRule rule = new BoundaryRule(3, 1.1);
    assertEquals(new DepthStep(2, 6), rule.step(MAP, WIDTH, 5, 2 * WIDTH + 2));
    assertEquals(new DepthStep(2, 6), rule.step(MAP, WIDTH, 5, 6));
    assertEquals(new DepthStep(6, 6), rule.step(MAP, WIDTH, 5, 8));
    assertEquals(new DepthStep(2, 2), new BoundaryRule(1, 1.1).step(MAP, WIDTH, 5, 0));
  }
}
