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
 * Starts native libraries, which DJL unpacks from its jars into a cache folder on first use. Errors
 * there are problems of the host: the folder is read-only or full, or its file system is mounted
 * without permission to execute.
 */
public final class NativeLibraries {
  /** The error code if a native library cannot be started. */
  public static final String CODE = "native_library_unusable";

  private static final String REMEDY =
      "set DJL_CACHE_DIR to a folder on a local disk with 600 MB free, which can be written and"
          + " whose file system is not mounted noexec";

  /** Larger than the data that file systems store in an inode. */
  private static final int PROBE_BYTES = 1 << 20;

  private static final Map<String, String> CAUSES = new ConcurrentHashMap<>();

  /** DJL's setting for the build of the tokenizer library. */
  private static final String TOKENIZER_BUILD = "RUST_FLAVOR";

  private NativeLibraries() {}

  /**
   * Selects the processor's build of the tokenizer library. By default, DJL looks for a CUDA build
   * on hosts with a CUDA runtime and downloads it, although tokenizers do not run on a GPU. A value
   * in the environment or the system properties has priority.
   */
  public static void selectTokenizerBuild() {
    if (Utils.getEnvOrSystemProperty(TOKENIZER_BUILD) == null) {
      System.setProperty(TOKENIZER_BUILD, "cpu");
    }
  }

  /**
   * Runs the first use of a library.
   *
   * @param library its name, for messages
   * @throws EngineException {@link #CODE}, with the folder, the cause and the remedy
   */
  public static void start(String library, Runnable firstUse) {
    try {
      firstUse.run();
    } catch (RuntimeException | LinkageError e) {
      // The JVM does not initialise a class twice: later failures only say so.
      String cause = CAUSES.computeIfAbsent(library, any -> cause(e));
      throw new EngineException(
          CODE,
          "%s cannot be started from %s: %s\n  %s"
              .formatted(library, Utils.getEngineCacheDir(), cause, REMEDY),
          e);
    }
  }

  /** If DJL cannot write to the folder, it reports a failed download. */
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

  /** The innermost cause with a message, in one line. */
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
