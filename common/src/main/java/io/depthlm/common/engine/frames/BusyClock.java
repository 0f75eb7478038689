package io.depthlm.common.engine.frames;

/** Measures the time in which at least one of several overlapping calls is running. */
final class BusyClock {
  private int underWay;
  private long since;
  private long busyNanos;

  synchronized void begin() {
    if (underWay++ == 0) {
      since = System.nanoTime();
    }
  }

  synchronized void end() {
    if (--underWay == 0) {
      busyNanos += System.nanoTime() - since;
    }
  }

  synchronized double seconds() {
    return (busyNanos + (underWay > 0 ? System.nanoTime() - since : 0)) / 1e9;
  }
}
