package io.depthlm.common.vlm.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class CosineScheduleTest {
  @Test
  void risesStraightAndFallsAsHalfACosine() {
    CosineSchedule schedule = new CosineSchedule(0.4, 10, 110);
    assertEquals(0.04, schedule.at(1), 1e-12);
    assertEquals(0.2, schedule.at(5), 1e-12);
    assertEquals(0.4, schedule.at(10), 1e-12);
    assertEquals(0.4, schedule.at(11), 1e-12);
    assertEquals(0.2, schedule.at(61), 1e-12);
    assertEquals(0.4 * 0.5 * (1 - Math.cos(Math.PI * 0.01)), schedule.at(110), 1e-12);
    assertTrue(schedule.at(110) > 0);
  }

  @Test
  void aWarmUpLongerThanTheRunIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new CosineSchedule(0.1, 11, 10));
    assertEquals(0.1, new CosineSchedule(0.1, 0, 1).at(1), 1e-12);
  }
}
