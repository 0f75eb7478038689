package io.depthlm.common.core;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Local files that are read whole, up to a limit that also holds for devices and pipes. */
public final class WholeFile {
  private WholeFile() {}

  /**
   * The bytes of a file. A device or a pipe has no size of its own, so no more is read than may be.
   *
   * @throws TooLargeException if there are more than {@code maxBytes}
   */
  public static byte[] read(Path path, int maxBytes) throws IOException {
    if (Files.size(path) > maxBytes) {
      throw new TooLargeException(maxBytes);
    }
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(maxBytes);
      if (bytes.length == maxBytes && in.read() >= 0) {
        throw new TooLargeException(maxBytes);
      }
      return bytes;
    }
  }

  /** The file is longer than its reader allows. */
  public static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1;

    private TooLargeException(int maxBytes) {
      super("it has more than %,d bytes".formatted(maxBytes));
    }
  }
}
