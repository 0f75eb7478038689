package io.depthlm.common.vlm.torch;

import com.sun.jna.Function;
import io.depthlm.common.engine.CallGate;
import java.time.Duration;
import java.util.Map;

/**
 * Ends the process safely. When a Java process ends, by a signal or by itself, the C library takes
 * PyTorch's thread pools and caches down; a call that still runs then ends in a crash, whose exit
 * code hides the true one. So engines are closed first, which waits for calls under way; where one
 * outlasts the wait, the process ends without the C library's clean-up.
 */
final class ProcessEnd {
  /** Within what cluster managers allow between asking and killing, which is 30 s. */
  private static final Duration WAIT = Duration.ofSeconds(15);

  /**
   * Without any call for so long, no loop of calls is under way: training, for one, goes on until
   * its own part of the end is done.
   */
  private static final Duration QUIET = Duration.ofMillis(200);

  /** Exit codes by the threads in which the Java machine handles signals: 128 and the signal. */
  private static final Map<String, Integer> SIGNALS =
      Map.of("SIGHUP handler", 129, "SIGINT handler", 130, "SIGTERM handler", 143);

  /** Internal: an engine that hangs is what keeps a process from ending by itself. */
  private static final int OTHERWISE = 3;

  private ProcessEnd() {}

  /** Watches for the end of the process; once a process. */
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
      // JNA cannot unpack its library either: the process ends as it can.
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
