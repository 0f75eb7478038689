package io.depthlm.jobs.predict;

import io.depthlm.common.engine.DepthEngine;
import io.depthlm.common.engine.EngineException;
import io.depthlm.common.engine.EngineSpec;
import io.depthlm.common.engine.host.EngineHolder;
import io.depthlm.jobs.spark.AssignedGpus;
import java.time.Duration;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;

/**
 * The engine of this process, held by a task; close it when the task ends.
 *
 * @param engine the engine, or one that tells why it could not be built
 * @param loads engines that were built for it: 1, or 0 where it shares one
 * @param giveBack releases it
 */
public record TaskEngine(DepthEngine engine, int loads, Runnable giveBack)
    implements AutoCloseable {
  /** The default limit for the time without any answer. */
  public static final Duration PATIENCE = Duration.ofMinutes(30);

  /**
   * What a task without an engine waits before it fails its questions. Failing is quicker than
   * answering: without it, one executor that cannot load the model would take most of a chunk from
   * those that can.
   */
  private static final Duration WITHOUT_ENGINE = Duration.ofSeconds(20);

  /** What Spark calls the one process of a local master. */
  private static final String DRIVER = "driver";

  private static final long LOOK_MS = 200;

  /**
   * The engine on the task's device.
   *
   * @param limit how long the engine may give no answer to anyone
   */
  public static TaskEngine acquire(EngineSpec spec, TaskContext task, Duration limit) {
    spec.prepareProcess(cores());
    try {
      EngineHolder.Lease lease =
          EngineHolder.ofProcess().acquire(spec, spec.place(AssignedGpus.of(task)));
      return new TaskEngine(lease.watched(limit), lease.built(), lease::close);
    } catch (EngineException e) {
      if (isOneOfMany()) {
        endIfLost(e);
        waitUnlessKilled(task);
      }
      return new TaskEngine(new UnavailableEngine(e), 0, () -> {});
    }
  }

  /**
   * Ends an executor whose device no call can use any more: Spark takes this error for the end of
   * the process, starts another executor, and runs the task again there.
   */
  static void endIfLost(EngineException e) {
    if (e.errorCode().equals(EngineException.DEVICE_LOST)) {
      InternalError lost = new InternalError(e.getMessage());
      lost.initCause(e);
      throw lost;
    }
  }

  /**
   * Several executors share the cores of a host; without a limit, the runtime of each would use all
   * of them.
   */
  private static int cores() {
    int host = Runtime.getRuntime().availableProcessors();
    return SparkEnv.get().conf().getInt("spark.executor.cores", host);
  }

  private static boolean isOneOfMany() {
    return !DRIVER.equals(SparkEnv.get().executorId());
  }

  private static void waitUnlessKilled(TaskContext task) {
    long until = System.nanoTime() + WITHOUT_ENGINE.toNanos();
    while (System.nanoTime() < until && !task.isInterrupted()) {
      try {
        Thread.sleep(LOOK_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  @Override
  public void close() {
    giveBack.run();
  }
}
