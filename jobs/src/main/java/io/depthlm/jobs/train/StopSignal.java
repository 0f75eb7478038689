package io.depthlm.jobs.train;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Asks a training run to stop at the end of its step, and reports when everything is written. */
public final class StopSignal {
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean asked;

  /** Asks. */
  public void ask() {
    asked = true;
  }

  /** Whether it was asked. */
  public boolean asked() {
    return asked;
  }

  /** The run is over, whichever way. */
  public void end() {
    ended.countDown();
  }

  /** Waits for the end, so long at most. */
  public void awaitEnd(long seconds) throws InterruptedException {
    ended.await(seconds, TimeUnit.SECONDS);
  }
}
