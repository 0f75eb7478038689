package io.depthlm.common.vlm.torch;

import ai.djl.util.Utils;
import io.depthlm.common.engine.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Starts native libraries, which DJL unpacks from its jars into a cache folder on first use. What
 * goes wrong there is the host's: the folder cannot be written, is full, or lies on a file system
 * that runs no programs.
 */
public final class NativeLibraries {
  /** The code of an engine whose native library does not start. */
  public static final String CODE = "native_library_unusable";

  private static final String REMEDY =
      "set DJL_CACHE_DIR to a folder on a local disk with 600 MB free, which can be written and"
          + " whose file system is not mounted noexec";

  /** More than file systems keep in a folder's own entry. */
  private static final int PROBE_BYTES = 1 << 20;

  private static final Map<String, String> CAUSES = new ConcurrentHashMap<>();

  private NativeLibraries() {}

  /**
   * Runs what uses a library for the first time.
   *
   * @param library its name for people
   * @throws EngineException {@link #CODE}, with the folder, the cause and the remedy
   */
  public static void start(String library, Runnable firstUse) {
    try {
      firstUse.run();
    } catch (RuntimeException | LinkageError e) {
      // The Java machine does not try a class again: later failures only say so.
      String cause = CAUSES.computeIfAbsent(library, any -> cause(e));
      throw new EngineException(
          CODE,
          "%s cannot be started from %s: %s\n  %s"
              .formatted(library, Utils.getEngineCacheDir(), cause, REMEDY),
          e);
    }
  }

  /** Of a folder that it cannot write to DJL says that a download failed. */
  private static String cause(Throwable failure) {
    try {
      Path folder = Utils.getEngineCacheDir();
      Files.createDirectories(folder);
      Path probe = Files.createTempFile(folder, "depthlm", ".probe");
      try {
        Files.write(probe, new byte[PROBE_BYTES]);
      } finally {
        Files.delete(probe);
      }
    } catch (IOException e) {
      return words(e);
    }
    return words(failure);
  }

  /** The innermost cause with words, in one line. */
  static String words(Throwable failure) {
    Throwable innermost = failure;
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t.getMessage() != null) {
        innermost = t;
      }
    }
    String name = innermost.getClass().getSimpleName();
    String words = String.valueOf(innermost.getMessage()).lines().findFirst().orElse("");
    return "%s (%s)"
        .formatted(words, name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT));
  }
}
