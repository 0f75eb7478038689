package io.depthlm.jobs.ask;

import io.depthlm.common.core.UserError;
import io.depthlm.common.core.WholeFile;
import io.depthlm.jobs.spark.Files;
import io.depthlm.jobs.spark.LocalNames;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;

/**
 * Single files that a user names: plain paths directly, so that a question about a local image does
 * not wait for Hadoop, other URIs through Hadoop's file systems.
 *
 * @param hadoop settings of those
 */
public record UriFiles(Supplier<Configuration> hadoop) {
  /** The longest array of Java. */
  private static final int LONGEST = Integer.MAX_VALUE - 8;

  /**
   * A whole file.
   *
   * @throws UserError if it is not there, too large or cannot be read
   */
  public byte[] read(String uri, long maxBytes) {
    if (uri.isBlank()) {
      throw new UserError("the name of a file is empty", "give its path or URI");
    }
    try {
      if (isPlain(uri)) {
        return WholeFile.read(LocalNames.path(uri), (int) Math.min(maxBytes, LONGEST));
      }
      return Files.read(hadoop.get(), Files.reachable(hadoop.get(), uri), maxBytes);
    } catch (NoSuchFileException | FileNotFoundException | InvalidPathException e) {
      throw new UserError("there is no file " + uri, "check the name", e);
    } catch (IOException e) {
      throw new UserError("cannot read " + uri + ": " + e.getMessage(), "check the file", e);
    }
  }

  /**
   * Writes a file, replacing one of that name.
   *
   * @throws UserError if it cannot be written
   */
  public void write(String uri, byte[] bytes) {
    try {
      if (isPlain(uri)) {
        java.nio.file.Path path = LocalNames.path(uri);
        if (path.toAbsolutePath().getParent() != null) {
          java.nio.file.Files.createDirectories(path.toAbsolutePath().getParent());
        }
        java.nio.file.Files.write(path, bytes);
        return;
      }
      Path path = Files.reachable(hadoop.get(), uri);
      try (FSDataOutputStream out = path.getFileSystem(hadoop.get()).create(path)) {
        out.write(bytes);
      }
    } catch (IOException e) {
      throw new UserError(
          "cannot write %s: %s".formatted(uri, e), "check the folder and its permissions", e);
    }
  }

  private static boolean isPlain(String uri) {
    return !uri.matches("[A-Za-z][A-Za-z0-9+.-]+:.*");
  }
}
