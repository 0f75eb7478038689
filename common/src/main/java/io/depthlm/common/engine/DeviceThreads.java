package io.depthlm.common.engine;

import io.depthlm.common.core.DaemonThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;

/**
 * The threads that compute on a device, and the gate in front of its memory. A GPU has one; the
 * cores of a processor may be several. Callers prepare on their own threads and hand work over;
 * each thread runs piece after piece.
 */
public final class DeviceThreads implements AutoCloseable {
  private final DeviceSlot device;
  private final ExecutorService threads;
  private final CallGate gate;
  private final BusyClock clock = new BusyClock();

  /**
   * @param name of the threads
   * @param count of threads, at least 1
   * @param begin runs first on each thread
   * @param free releases the memory on the device; runs once, after the last caller has left
   */
  public DeviceThreads(String name, DeviceSlot device, int count, Runnable begin, Runnable free) {
    this.device = device;
    ThreadFactory made = new DaemonThreads(name);
    this.threads =
        Executors.newFixedThreadPool(
            count,
            work ->
                made.newThread(
                    () -> {
                      begin.run();
                      work.run();
                    }));
    this.gate =
        new CallGate(
            () -> {
              threads.shutdown(); // maybe from within
              free.run();
            });
  }

  /** One thread. */
  public static DeviceThreads one(String name, DeviceSlot device, Runnable free) {
    return new DeviceThreads(name, device, 1, () -> {}, free);
  }

  /** The gate: callers that read the device's memory hold a pass of it. */
  public CallGate gate() {
    return gate;
  }

  /**
   * Runs work on a thread and waits for it.
   *
   * @throws ExecutionException if the work throws anything but an {@link EngineException}
   * @throws EngineException that of the work; {@code interrupted} if the caller is interrupted;
   *     {@code engine_closed} if the engine is being closed
   */
  public <T> T call(Callable<T> work) throws ExecutionException {
    return callAll(List.of(work)).get(0);
  }

  /**
   * Runs pieces of work, at the same time where there are several threads, and waits for them. A
   * piece holds a pass of its own, because it continues if the caller is interrupted; pieces that
   * have not begun by then, or when another one fails, never begin.
   *
   * @return their results, in their order
   * @throws ExecutionException if a piece throws anything but an {@link EngineException}
   * @throws EngineException that of a piece; {@code interrupted} if the caller is interrupted;
   *     {@code engine_closed} if the engine is being closed
   */
  public <T> List<T> callAll(List<Callable<T>> works) throws ExecutionException {
    List<Future<T>> handed = new ArrayList<>(works.size());
    try (CallGate.Pass pass = gate.enter()) {
      for (Callable<T> work : works) {
        handed.add(threads.submit(() -> timed(work)));
      }
      List<T> results = new ArrayList<>(works.size());
      for (Future<T> one : handed) {
        results.add(one.get());
      }
      return results;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineException("interrupted", "interrupted while waiting for " + device, e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof EngineException known) {
        throw known;
      }
      throw e;
    } finally {
      handed.forEach(one -> one.cancel(false));
    }
  }

  private <T> T timed(Callable<T> work) throws Exception {
    try (CallGate.Pass pass = gate.enter()) {
      clock.begin();
      try {
        return work.call();
      } finally {
        clock.end();
      }
    }
  }

  /** Seconds in which work ran. */
  public double seconds() {
    return clock.seconds();
  }

  /**
   * Refuses further calls and waits for those in progress. If this thread is interrupted, it stops
   * waiting, and the last call in progress frees the memory.
   */
  @Override
  public void close() {
    gate.close();
    try {
      while (!gate.awaitFreed(Duration.ofMinutes(1))) {}
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
