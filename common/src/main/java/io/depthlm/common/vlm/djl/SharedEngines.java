package io.depthlm.common.vlm.djl;

import io.depthlm.common.engine.DepthEngine;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.EngineSpec;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The engines of the DJL models of this process. Models with the same recipe on the same device
 * share an engine, which is closed with the last of them. A host may keep models of several recipes
 * open, so none waits for another.
 */
final class SharedEngines {
  private static final SharedEngines PROCESS = new SharedEngines();

  private record Key(EngineSpec spec, DeviceSlot device) {}

  private static final class Shared {
    private final DepthEngine engine;
    private int users;

    Shared(DepthEngine engine) {
      this.engine = engine;
    }
  }

  private final ConcurrentHashMap<Key, Shared> engines = new ConcurrentHashMap<>();

  /** The engines of this process. */
  static SharedEngines ofProcess() {
    return PROCESS;
  }

  /**
   * A lease on the engine of a recipe, which is built unless it is open.
   *
   * @throws io.depthlm.common.engine.EngineException if it cannot be built
   */
  Lease acquire(EngineSpec spec, DeviceSlot device) {
    Key key = new Key(spec, device);
    Shared shared =
        engines.compute(
            key,
            (k, present) -> {
              Shared held = present == null ? new Shared(spec.open(device)) : present;
              held.users++;
              return held;
            });
    return new Lease(key, shared.engine);
  }

  /** The number of open engines. */
  int open() {
    return engines.size();
  }

  private void release(Key key) {
    engines.computeIfPresent(
        key,
        (k, held) -> {
          held.users--;
          if (held.users > 0) {
            return held;
          }
          held.engine.close();
          return null;
        });
  }

  /** A lease on an engine. */
  final class Lease implements Runnable {
    private final Key key;
    private final DepthEngine engine;
    private boolean held = true;

    private Lease(Key key, DepthEngine engine) {
      this.key = key;
      this.engine = engine;
    }

    /** The engine, usable until this is run. */
    DepthEngine engine() {
      return engine;
    }

    /** Returns the engine; a second call does nothing. */
    @Override
    public synchronized void run() {
      if (held) {
        held = false;
        release(key);
      }
    }
  }
}
