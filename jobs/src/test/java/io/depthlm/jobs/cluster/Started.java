package io.depthlm.jobs.cluster;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A process and what it says. */
record Started(Process process, Path log) {
  private static final long PATIENCE_S = 1800;

  /** What it has said so far. */
  String said() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for its end; returns the exit code. */
  int await() throws InterruptedException {
    boolean ended = process.waitFor(PATIENCE_S, TimeUnit.SECONDS);
    if (!ended) {
      kill();
    }
    assertTrue(ended, () -> "still runs:\n" + said());
    return process.exitValue();
  }

  /** Ends it and what it has started, if it still runs. */
  void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
