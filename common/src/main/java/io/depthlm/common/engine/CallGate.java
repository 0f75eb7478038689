package io.depthlm.common.engine;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Who is inside an engine. What native code reads must not be freed under it, and threads come and
 * go as they like: a task is cancelled, a time limit passes, the process is told to end. So whoever
 * calls holds a pass; closing refuses new passes, and the last one returned frees.
 */
public final class CallGate {
  private static final Set<CallGate> OPEN =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  private final Runnable free;
  private final CountDownLatch freed = new CountDownLatch(1);
  private int inside;
  private volatile boolean closed;

  /**
   * @param free releases what callers read; runs once, on whichever thread is last
   */
  public CallGate(Runnable free) {
    this.free = free;
    OPEN.add(this);
  }

  /** A caller's stay. */
  public interface Pass extends AutoCloseable {
    /** Leaves. */
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
   * For long work between two native calls.
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

  /** Refuses new callers; those inside may stay, and the last of them frees. */
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
   * Waits until everything is freed.
   *
   * @return false if it is not, after that long
   * @throws InterruptedException if this thread is; what is inside is freed all the same
   */
  public boolean awaitFreed(Duration atMost) throws InterruptedException {
    return freed.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Closes all gates of this process, and waits for all of them together.
   *
   * @return whether nobody is inside any more
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
