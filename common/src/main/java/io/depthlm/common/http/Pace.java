package io.depthlm.common.http;

import java.util.concurrent.TimeUnit;

/** Spaces requests evenly, so that no more than so many a minute are sent. */
final class Pace {
  private final long gapNanos;
  private long next = System.nanoTime();

  /**
   * @param perMinute 0 for no limit
   */
  Pace(int perMinute) {
    this.gapNanos = perMinute == 0 ? 0 : TimeUnit.MINUTES.toNanos(1) / perMinute;
  }

  /** Waits for the caller's turn. */
  void await() throws InterruptedException {
    if (gapNanos == 0) {
      return;
    }
    long mine;
    synchronized (this) {
      mine = Math.max(next, System.nanoTime());
      next = mine + gapNanos;
    }
    TimeUnit.NANOSECONDS.sleep(mine - System.nanoTime());
  }
}
