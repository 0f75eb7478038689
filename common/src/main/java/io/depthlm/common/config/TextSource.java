package io.depthlm.common.config;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Where configuration texts come from. The local one serves plain paths and {@code file:}; jobs
 * hand in one that reads any Hadoop URI.
 */
@FunctionalInterface
public interface TextSource {
  /** The longest configuration file that is read, bytes. */
  int MAX_BYTES = 1 << 20;

  /**
   * The text at a URI or path, UTF-8.
   *
   * @throws NoSuchFileException if there is nothing
   * @throws IOException if it cannot be read or is longer than {@link #MAX_BYTES}
   */
  String read(String uri) throws IOException;

  /** Plain paths and {@code file:} URIs. */
  static TextSource local() {
    return uri -> {
      Path path = uri.startsWith("file:") ? Path.of(URI.create(uri)) : Path.of(uri);
      long bytes = Files.size(path);
      if (bytes > MAX_BYTES) {
        throw new IOException(
            "%d bytes is more than a configuration file may have (%d)".formatted(bytes, MAX_BYTES));
      }
      return Files.readString(path);
    };
  }
}
