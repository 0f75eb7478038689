package io.depthlm.common.settings;

import io.depthlm.common.core.WholeFile;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads configuration files. The local source reads plain paths and {@code file:} URIs; the jobs
 * pass one that reads any Hadoop URI.
 */
@FunctionalInterface
public interface TextSource {
  /** Maximum size of a configuration file, bytes. */
  int MAX_BYTES = 1 << 20;

  /**
   * The text at a URI or path, UTF-8.
   *
   * @throws NoSuchFileException if it does not exist
   * @throws IOException if it cannot be read, is longer than {@link #MAX_BYTES} or is not UTF-8
   */
  String read(String uri) throws IOException;

  /** The names of the files in a folder, for suggestions; empty if they are unknown. */
  default List<String> list(String folder) {
    return List.of();
  }

  /**
   * Decodes UTF-8.
   *
   * @throws IOException that names the first invalid byte
   */
  static String text(byte[] bytes) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
    if (result.isError()) {
      throw new IOException(
          "not UTF-8: byte %d is 0x%02X".formatted(in.position(), in.get(in.position())));
    }
    return out.flip().toString();
  }

  /** Plain paths and {@code file:} URIs. */
  static TextSource local() {
    return new TextSource() {
      @Override
      public String read(String uri) throws IOException {
        try {
          return text(WholeFile.read(path(uri), MAX_BYTES));
        } catch (WholeFile.TooLargeException e) {
          throw new IOException(
              "it has more than the %,d bytes that a configuration file may have"
                  .formatted(MAX_BYTES),
              e);
        } catch (IllegalArgumentException e) { // no name of a file
          throw new IOException(e.getMessage(), e);
        }
      }

      @Override
      public List<String> list(String folder) {
        try (Stream<Path> files = Files.list(path(folder))) {
          return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException | RuntimeException e) {
          return List.of(); // a suggestion is all that is lost
        }
      }

      private static Path path(String uri) {
        return uri.startsWith("file:") ? Path.of(URI.create(uri)) : Path.of(uri);
      }
    };
  }
}
