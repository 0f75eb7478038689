package io.depthlm.jobs.spark;

import io.depthlm.common.core.UserError;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Names of local files in a JVM that knows ASCII names only, because it was started without a
 * locale: what Java decodes is lost, what is percent-encoded passes.
 */
public final class LocalNames {
  private static final char LOST = '\uFFFD';

  private LocalNames() {}

  /**
   * The file of a name, relative ones to the current folder.
   *
   * @throws UserError if the name lost characters on its way into this process
   */
  public static Path path(String name) {
    checkWhole(name);
    if (name.chars().allMatch(c -> c > 0 && c < 128)) {
      return Path.of(name);
    }
    String absolute =
        name.startsWith("/") ? name : Path.of("").toAbsolutePath().toUri().getPath() + name;
    StringBuilder uri = new StringBuilder("file://");
    for (byte b : absolute.getBytes(StandardCharsets.UTF_8)) {
      if (b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z' || b == '/') {
        uri.append((char) b);
      } else {
        uri.append('%').append("%02X".formatted(b & 0xff));
      }
    }
    return Path.of(URI.create(uri.toString()));
  }

  /**
   * Refuses a name of which Java has lost some characters, and one that no file can have.
   *
   * @throws UserError that says what to set or to give
   */
  static void checkWhole(String name) {
    if (name.indexOf('\0') >= 0) {
      throw new UserError(
          "the name '%s' has a NUL character in it".formatted(name.replace('\0', '?')),
          "give the name of a file or folder without it");
    }
    String encoding = System.getProperty("sun.jnu.encoding", "");
    if (name.indexOf(LOST) >= 0 && !encoding.toUpperCase(Locale.ROOT).startsWith("UTF")) {
      throw new UserError(
          "the name '%s' lost its characters outside ASCII: this process was started without a UTF-8 locale (%s)"
              .formatted(name, encoding),
          "start it with LC_ALL=C.UTF-8");
    }
  }
}
