package io.depthlm.common.engine;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The engines of this process: one per device, built on first use, shared by all task threads, kept
 * between tasks. Asking for another engine on the same device waits until the present one is idle,
 * closes it and builds the new one, so that two models are never in a device's memory together.
 *
 * <p>An engine that could not be built is not tried again by every task: its failure is handed out
 * for {@link #FAILURE_KEPT_MS}.
 */
public final class EngineHolder {
  private static final long FAILURE_KEPT_MS = 60_000;
  private static final EngineHolder PROCESS = new EngineHolder();

  private final Map<DeviceSlot, Slot> slots = new HashMap<>();
  private final AtomicLong loads = new AtomicLong();

  EngineHolder() {}

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
      slot = slots.computeIfAbsent(device, d -> new Slot());
    }
    return slot.acquire(spec, device);
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
    private final DepthEngine engine;
    private final int built;
    private boolean open = true;

    private Lease(Slot slot, DepthEngine engine, int built) {
      this.slot = slot;
      this.engine = engine;
      this.built = built;
    }

    /** Engines that were built for this lease: 1, or 0 where it shares one that was there. */
    public int built() {
      return built;
    }

    /** The engine, usable until {@link #close}. */
    public DepthEngine engine() {
      return engine;
    }

    /** Gives the engine back; it stays loaded for the next task. */
    @Override
    public synchronized void close() {
      if (open) {
        open = false;
        slot.release();
      }
    }
  }

  private final class Slot {
    private EngineSpec spec;
    private DepthEngine engine;
    private int users;
    private EngineSpec failedSpec;
    private EngineException failure;
    private long failedAtMs;

    synchronized Lease acquire(EngineSpec wanted, DeviceSlot device) {
      throwIfFailed(wanted);
      while (engine != null && users > 0 && !wanted.equals(spec)) {
        try {
          wait();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new EngineException("interrupted", "interrupted while waiting for " + device, e);
        }
      }
      throwIfFailed(wanted); // maybe while this task waited
      if (engine != null && !wanted.equals(spec)) {
        closeIfIdle();
      }
      int built = 0;
      if (engine == null) {
        open(wanted, device);
        built = 1;
      }
      users++;
      return new Lease(this, engine, built);
    }

    private void throwIfFailed(EngineSpec wanted) {
      if (wanted.equals(failedSpec) && System.currentTimeMillis() - failedAtMs < FAILURE_KEPT_MS) {
        throw failure;
      }
    }

    private void open(EngineSpec wanted, DeviceSlot device) {
      try {
        engine = wanted.open(device);
        spec = wanted;
        loads.incrementAndGet();
        failedSpec = null;
        failure = null;
      } catch (EngineException e) {
        throw remember(wanted, e);
      } catch (RuntimeException | LinkageError e) {
        // A native library that does not load must cost its questions, not the executor.
        throw remember(wanted, new EngineException("engine_unavailable", e.toString(), e));
      }
    }

    private EngineException remember(EngineSpec wanted, EngineException e) {
      failedSpec = wanted;
      failure = e;
      failedAtMs = System.currentTimeMillis();
      return e;
    }

    synchronized void release() {
      users--;
      notifyAll();
    }

    synchronized void closeIfIdle() {
      if (engine != null && users == 0) {
        DepthEngine old = engine;
        engine = null;
        spec = null;
        old.close();
      }
    }
  }
}
