package io.depthlm.common.engine.host;

import io.depthlm.common.engine.DepthEngine;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.EngineException;
import io.depthlm.common.engine.EngineSpec;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The engines of this process: one per device, built on first use, shared by all task threads and
 * kept between tasks. A request for another engine on the same device waits until the present one
 * is idle, closes it and builds the new one, so that a device never holds two models at once.
 *
 * <p>If an engine cannot be built or fails, later tasks do not try again at once: they get the same
 * failure for {@link #FAILURE_KEPT_MS}. An engine that hangs is neither closed nor built again in
 * this process: the memory of the device that it holds cannot be freed, and the next engine would
 * hang as well.
 */
public final class EngineHolder {
  /** The code of an engine that could not be built because of an unexpected exception. */
  public static final String UNEXPECTED = "engine_unavailable";

  private static final long FAILURE_KEPT_MS = 60_000;
  private static final EngineHolder PROCESS = new EngineHolder(FAILURE_KEPT_MS);

  private final Map<DeviceSlot, Slot> slots = new HashMap<>();
  private final AtomicLong loads = new AtomicLong();
  private final long failureKeptMs;

  EngineHolder(long failureKeptMs) {
    this.failureKeptMs = failureKeptMs;
  }

  /** The holder of this process. */
  public static EngineHolder ofProcess() {
    return PROCESS;
  }

  /**
   * An engine for a task; close the lease when the task ends.
   *
   * @throws EngineException if the engine cannot be built
   */
  public Lease acquire(EngineSpec spec, DeviceSlot device) {
    Slot slot;
    synchronized (slots) {
      slot = slots.computeIfAbsent(device, Slot::new);
    }
    return slot.acquire(spec);
  }

  /** How many engines this process has built. */
  public long loads() {
    return loads.get();
  }

  /** Closes all idle engines: for the end of a local run. Engines in use stay. */
  public void closeIdle() {
    synchronized (slots) {
      slots.values().forEach(Slot::closeIfIdle);
    }
  }

  /** A task's hold on an engine. */
  public final class Lease implements AutoCloseable {
    private final Slot slot;
    private final Held held;
    private final int built;
    private boolean open = true;

    private Lease(Slot slot, Held held, int built) {
      this.slot = slot;
      this.held = held;
      this.built = built;
    }

    /** The number of engines that were built for this lease: 1, or 0 if it shares one. */
    public int built() {
      return built;
    }

    /** The engine, usable until {@link #close}. */
    public DepthEngine engine() {
      return held.engine;
    }

    /**
     * The engine with a time limit: once the engine has failed or hangs, the calls of all tasks
     * fail at once with {@link EngineException}.
     *
     * @param limit how long the engine may go without answering any task
     */
    public DepthEngine watched(Duration limit) {
      return new WatchedEngine(held.engine, held.watch, limit);
    }

    /** Gives the engine back; it stays loaded for the next task. */
    @Override
    public synchronized void close() {
      if (open) {
        open = false;
        slot.release(held);
      }
    }
  }

  private static final class Held {
    private final EngineSpec spec;
    private final DepthEngine engine;
    private final EngineWatch watch;
    private int users;

    Held(EngineSpec spec, DepthEngine engine, EngineWatch watch) {
      this.spec = spec;
      this.engine = engine;
      this.watch = watch;
    }

    void close() {
      watch.close();
      engine.close();
    }
  }

  private final class Slot {
    private final DeviceSlot device;
    private Held held;

    /** An engine that has failed while tasks still use it. */
    private Held retired;

    private EngineSpec failedSpec;
    private EngineException failure;
    private long failedUntilMs;

    Slot(DeviceSlot device) {
      this.device = device;
    }

    synchronized Lease acquire(EngineSpec wanted) {
      throwIfFailed(wanted);
      while (retired != null || (held != null && held.users > 0 && !wanted.equals(held.spec))) {
        try {
          wait();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new EngineException("interrupted", "interrupted while waiting for " + device, e);
        }
      }
      throwIfFailed(wanted); // maybe while this task waited
      if (held != null && !wanted.equals(held.spec)) {
        closeIfIdle();
      }
      int built = 0;
      if (held == null) {
        open(wanted);
        built = 1;
      }
      held.users++;
      return new Lease(this, held, built);
    }

    private void throwIfFailed(EngineSpec wanted) {
      if (wanted.equals(failedSpec) && System.currentTimeMillis() < failedUntilMs) {
        throw failure;
      }
    }

    private void open(EngineSpec wanted) {
      try {
        DepthEngine engine = wanted.open(device);
        EngineWatch watch = new EngineWatch(engine, this::gaveUp);
        held = new Held(wanted, engine, watch);
        loads.incrementAndGet();
        failedSpec = null;
        failure = null;
      } catch (EngineException e) {
        throw remember(wanted, e, inAWhile());
      } catch (RuntimeException | LinkageError e) {
        // A native library that does not load must cost its questions, not the executor.
        EngineException failed = new EngineException(UNEXPECTED, e.toString(), e);
        throw remember(wanted, failed, inAWhile());
      }
    }

    private long inAWhile() {
      return System.currentTimeMillis() + failureKeptMs;
    }

    private EngineException remember(EngineSpec wanted, EngineException e, long untilMs) {
      failedSpec = wanted;
      failure = e;
      failedUntilMs = untilMs;
      return e;
    }

    /** Called once, when the watch gives an engine up. */
    private synchronized void gaveUp(EngineWatch watch, EngineWatch.Fate fate, EngineException e) {
      if (held == null || held.watch != watch) {
        return;
      }
      Held old = held;
      held = null;
      if (fate == EngineWatch.Fate.STUCK) {
        remember(old.spec, e, Long.MAX_VALUE);
      } else {
        remember(old.spec, e, inAWhile());
        retired = old; // closed with its last lease; the task that noticed still has one
      }
      notifyAll();
    }

    synchronized void release(Held from) {
      from.users--;
      if (from == retired && from.users == 0) {
        retired = null;
        from.close();
      }
      notifyAll();
    }

    synchronized void closeIfIdle() {
      if (held != null && held.users == 0) {
        Held old = held;
        held = null;
        old.close();
      }
    }
  }
}
