package io.depthlm.common.vlm.torch;

import com.sun.jna.Function;
import io.depthlm.common.engine.CallGate;
import java.time.Duration;
import java.util.Map;

/**
 * Ends the process safely. When a Java process ends, by a signal or normally, the C library
 * destroys PyTorch's thread pools and caches; a call that is still running then crashes, and the
 * crash hides the true exit code. So engines are closed first, which waits for running calls; if a
 * call takes longer, the process ends without the clean-up of the C library.
 */
final class ProcessEnd {
  /** Less than the 30 s that cluster managers allow between SIGTERM and SIGKILL. */
  private static final Duration WAIT = Duration.ofSeconds(15);

  /**
   * If there is no call for this time, no loop of calls is running; training, for example,
   * continues until its own shutdown hook has finished.
   */
  private static final Duration QUIET = Duration.ofMillis(200);

  /** Exit codes (128 + signal) by the names of the threads in which the JVM handles signals. */
  private static final Map<String, Integer> SIGNALS =
      Map.of("SIGHUP handler", 129, "SIGINT handler", 130, "SIGTERM handler", 143);

  /** The exit code for an internal error: an engine that hangs prevents a normal end. */
  private static final int OTHERWISE = 3;

  private ProcessEnd() {}

  /** Installs the shutdown hook; once per process. */
  static void watch() {
    watch(WAIT);
  }

  static void watch(Duration wait) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> closeEngines(wait), "depthlm-end"));
  }

  private static void closeEngines(Duration wait) {
    try {
      if (!CallGate.closeAll(wait) || !ScriptCall.awaitQuiet(QUIET, wait)) {
        Function.getFunction("c", "_exit").invoke(new Object[] {exitCode()});
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (LinkageError e) {
      // JNA cannot unpack its library either, so the process ends without this help.
    }
  }

  private static int exitCode() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(thread -> SIGNALS.get(thread.getName()))
        .filter(code -> code != null)
        .findFirst()
        .orElse(OTHERWISE);
  }
}
