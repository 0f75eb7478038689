package io.depthlm.common.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class BusyClockTest {
  @Test
  void overlappingCallsCountOnce() {
    long start = System.nanoTime();
    BusyClock clock = new BusyClock();
    clock.begin();
    clock.begin();
    long begun = System.nanoTime();
    while (System.nanoTime() < begun + 2_000_000) {
      Thread.onSpinWait();
    }
    clock.end();
    clock.end();
    double all = (System.nanoTime() - start) / 1e9;
    assertTrue(clock.seconds() >= 0.002 && clock.seconds() <= all, clock.seconds() + " of " + all);
  }
}
