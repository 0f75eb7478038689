package io.depthlm.common.core;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * The version of the program.
 *
 * @param version the release
 * @param revision the git commit, with {@code -dirty} if files differed from it; null for a build
 *     without git
 */
public record Build(String version, String revision) {
  private static final Build CURRENT = read();

  /** The running program. */
  public static Build current() {
    return CURRENT;
  }

  private static Build read() {
    Properties properties = new Properties();
    try (InputStream in = Build.class.getResourceAsStream("build.properties")) {
      if (in == null) {
        throw new IllegalStateException("build.properties is missing beside " + Build.class);
      }
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String dirty = Boolean.parseBoolean(properties.getProperty("dirty")) ? "-dirty" : "";
    return new Build(properties.getProperty("version"), properties.getProperty("revision") + dirty);
  }
}
