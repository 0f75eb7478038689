package io.depthlm.common.engine;

/** Measures the time in which at least one of several overlapping calls is running. */
public final class BusyClock {
  private int underWay;
  private long since;
  private long busyNanos;

  /** A call begins. */
  public synchronized void begin() {
    if (underWay++ == 0) {
      since = System.nanoTime();
    }
  }

  /** A call that began has ended. */
  public synchronized void end() {
    if (--underWay == 0) {
      busyNanos += System.nanoTime() - since;
    }
  }

  /** Seconds so far. */
  public synchronized double seconds() {
    return (busyNanos + (underWay > 0 ? System.nanoTime() - since : 0)) / 1e9;
  }
}
