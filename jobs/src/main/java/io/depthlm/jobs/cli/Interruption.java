package io.depthlm.jobs.cli;

import io.depthlm.jobs.spark.Logs;
import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * A process that is told to stop (Ctrl-C, SIGTERM, SIGHUP) says so in one line and nothing else:
 * Spark stops while the command runs, and the errors that this causes are not reported. The exit
 * code is the JVM's, 128 and the number of the signal. Spark ends the process of a driver after
 * some faults, too; that is told as what it is.
 */
final class Interruption {
  /** Before Spark's own, which stops the session, and before a training run's, which waits. */
  private static final int PRIORITY = FileSystem.SHUTDOWN_HOOK_PRIORITY + 200;

  private static final long SECONDS = 10;

  private enum State {
    RUNNING,
    ENDED,
    INTERRUPTED
  }

  private final AtomicReference<State> state = new AtomicReference<>(State.RUNNING);
  private final PrintWriter err;
  private volatile String after = "";

  /** An interruption that may come; {@link #watch} makes the process listen for it. */
  Interruption(PrintWriter err) {
    this.err = err;
  }

  /** Listens for the end of this process. */
  void watch() {
    ShutdownHookManager.get().addShutdownHook(this::tell, PRIORITY, SECONDS, TimeUnit.SECONDS);
  }

  /** Sets the line that says how to continue the command that runs from now on. */
  void running(Object command) {
    after = command instanceof Resumable resumable ? "; " + resumable.afterInterruption() : "";
  }

  /** Whether the process is being stopped from outside. */
  boolean came() {
    return state.get() == State.INTERRUPTED;
  }

  /** Ends the watch, because the command ended by itself. */
  void commandEnded() {
    state.compareAndSet(State.RUNNING, State.ENDED);
  }

  private void tell() {
    if (state.get() != State.RUNNING) {
      return;
    }
    Logs.silence(); // before anybody can know of the interruption and fail by it
    if (state.compareAndSet(State.RUNNING, State.INTERRUPTED)) {
      err.println(
          (signalled() ? "depthlm: interrupted" : "depthlm: Spark or a library ended this process")
              + after);
      err.flush();
    }
  }

  /** The JVM ends by a signal in a thread of that name, in which the end is still under way. */
  private static boolean signalled() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().matches("SIG[A-Z0-9]+ handler"));
  }
}
