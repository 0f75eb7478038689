package io.depthlm.jobs.cli;

import io.depthlm.common.core.UserError;
import java.nio.file.FileSystemException;
import java.util.Optional;

/**
 * Failures that come from the machine rather than from the program or the data: memory, open files,
 * threads and disks at their limit. The person who runs the command can fix them, wherever they
 * arise.
 */
final class MachineLimits {
  private static final int MAX_CAUSES = 50;

  private MachineLimits() {}

  /** The error to report, if one of the causes is such a failure. */
  static Optional<UserError> find(Throwable failure) {
    Throwable t = failure;
    for (int i = 0; t != null && i < MAX_CAUSES; i++) {
      UserError found = of(t);
      if (found != null) {
        return Optional.of(found);
      }
      t = t.getCause();
    }
    return Optional.empty();
  }

  private static UserError of(Throwable t) {
    String message = String.valueOf(t.getMessage());
    if (message.contains("unable to create native thread")
        || message.contains("unable to create new native thread")) {
      return new UserError(
          "no further thread can be started: the limit of processes or of memory is reached",
          "raise the limit (ulimit -u), or give the command fewer cores: --spark"
              + " spark.master=local[2]",
          t);
    }
    if (t instanceof OutOfMemoryError) {
      return new UserError(
          "out of memory: %s (the Java heap of this process may take %,d MB)"
              .formatted(message, Runtime.getRuntime().maxMemory() >> 20),
          "give it more: DEPTHLM_JAVA_OPTS=-Xmx8g for ./depthlm, --driver-memory and"
              + " --executor-memory for spark-submit",
          t);
    }
    if (message.contains("Too many open files")) {
      return new UserError(
          "too many open files: the limit of this process is reached",
          "raise the limit: ulimit -n 4096",
          t);
    }
    if (message.contains("No space left on device") || message.contains("Disk quota exceeded")) {
      return new UserError("the disk is full" + where(t), "make room and run the same command", t);
    }
    if (message.contains("Read-only file system")) {
      return new UserError(
          "a file system is mounted read-only" + where(t), "name a folder that can be written", t);
    }
    return null;
  }

  private static String where(Throwable t) {
    if (t instanceof FileSystemException e && e.getFile() != null) {
      return ": " + e.getFile();
    }
    return ": " + String.valueOf(t.getMessage()).lines().findFirst().orElse("");
  }
}
