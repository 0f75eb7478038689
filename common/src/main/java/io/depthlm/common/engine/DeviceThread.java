package io.depthlm.common.engine;

import io.depthlm.common.core.DaemonThreads;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;

/**
 * The one thread that computes on a device, and the gate in front of its memory. Callers prepare on
 * their own threads and hand work over; it runs piece after piece.
 */
public final class DeviceThread implements AutoCloseable {
  private final DeviceSlot device;
  private final ExecutorService thread;
  private final CallGate gate;
  private final LongAdder nanos = new LongAdder();

  /**
   * @param name of the thread
   * @param free releases the memory on the device; runs once, after the last caller has left
   */
  public DeviceThread(String name, DeviceSlot device, Runnable free) {
    this.device = device;
    this.thread = Executors.newSingleThreadExecutor(new DaemonThreads(name));
    this.gate =
        new CallGate(
            () -> {
              thread.shutdown(); // maybe from within
              free.run();
            });
  }

  /** The gate: callers that read the device's memory hold a pass of it. */
  public CallGate gate() {
    return gate;
  }

  /**
   * Runs work on the thread and waits for it. The work holds a pass of its own, because it
   * continues if the caller is interrupted.
   *
   * @throws ExecutionException if the work throws anything but an {@link EngineException}
   * @throws EngineException that of the work; {@code interrupted} if the caller is interrupted;
   *     {@code engine_closed} if the engine is being closed
   */
  public <T> T call(Callable<T> work) throws ExecutionException {
    CallGate.Pass pass = gate.enter();
    Future<T> result;
    try {
      result =
          thread.submit(
              () -> {
                try (pass) {
                  return timed(work);
                }
              });
    } catch (RuntimeException | Error e) {
      pass.close();
      throw e;
    }
    try {
      return result.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineException("interrupted", "interrupted while waiting for " + device, e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof EngineException known) {
        throw known;
      }
      throw e;
    }
  }

  private <T> T timed(Callable<T> work) throws Exception {
    gate.check();
    long start = System.nanoTime();
    try {
      return work.call();
    } finally {
      nanos.add(System.nanoTime() - start);
    }
  }

  /** Seconds in which work ran. */
  public double seconds() {
    return nanos.sum() / 1e9;
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
