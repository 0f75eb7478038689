package io.depthlm.common.engine;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Counts the callers inside an engine. Memory that native code reads must not be freed while a call
 * is running, and a caller may disappear at any time: a task is cancelled, a time limit passes, the
 * process is told to end. So each caller holds a pass. Closing the gate refuses new passes, and the
 * last pass that is returned frees the memory.
 */
public final class CallGate {
  private static final Set<CallGate> OPEN =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  private final Runnable free;
  private final CountDownLatch freed = new CountDownLatch(1);
  private int inside;
  private volatile boolean closed;

  /**
   * @param free releases the memory that callers read; runs once, on the thread that leaves last
   */
  public CallGate(Runnable free) {
    this.free = free;
    OPEN.add(this);
  }

  /** The permission of one caller. */
  public interface Pass extends AutoCloseable {
    /** Returns the permission. */
    @Override
    void close();
  }

  /**
   * Lets a caller in until its pass is closed, which may happen on another thread.
   *
   * @throws EngineException {@code engine_closed} if the engine is being closed
   */
  public Pass enter() {
    synchronized (this) {
      check();
      inside++;
    }
    return new Pass() {
      private boolean left;

      @Override
      public synchronized void close() {
        if (!left) {
          left = true;
          leave();
        }
      }
    };
  }

  /**
   * Checks between two native calls that the engine is still open.
   *
   * @throws EngineException {@code engine_closed} if the engine is being closed
   */
  public void check() {
    if (closed) {
      throw new EngineException("engine_closed", "the engine is being closed", null);
    }
  }

  private void leave() {
    synchronized (this) {
      inside--;
      if (!closed || inside > 0) {
        return;
      }
    }
    freeNow();
  }

  private void freeNow() {
    OPEN.remove(this);
    try {
      free.run();
    } finally {
      freed.countDown();
    }
  }

  /** Refuses new callers. Those inside may finish, and the last of them frees the memory. */
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      if (inside > 0) {
        return;
      }
    }
    freeNow();
  }

  /**
   * Waits until the memory is freed.
   *
   * @return false if that takes longer
   * @throws InterruptedException if this thread is interrupted; the memory is freed all the same
   */
  public boolean awaitFreed(Duration atMost) throws InterruptedException {
    return freed.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Closes all gates of this process, and waits for all of them together.
   *
   * @return whether no caller is inside any more
   */
  public static boolean closeAll(Duration atMost) throws InterruptedException {
    List<CallGate> open;
    synchronized (OPEN) {
      open = List.copyOf(OPEN);
    }
    return closeAll(open, atMost);
  }

  static boolean closeAll(List<CallGate> open, Duration atMost) throws InterruptedException {
    open.forEach(CallGate::close);
    long until = System.nanoTime() + atMost.toNanos();
    boolean all = true;
    for (CallGate gate : open) {
      all &= gate.awaitFreed(Duration.ofNanos(Math.max(0, until - System.nanoTime())));
    }
    return all;
  }
}
