package io.depthlm.jobs.spark;

import io.depthlm.common.core.UserError;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FutureDataInputStreamBuilder;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.util.functional.FutureIO;
import org.apache.spark.sql.SparkSession;

/** Files behind Hadoop's file systems: {@code file:}, {@code s3a:}, plain local paths. */
public final class Files {
  private static final String READ_POLICY = "fs.option.openfile.read.policy";

  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:");

  private Files() {}

  /**
   * The file system to read a path with.
   *
   * @throws IOException if its scheme is unknown or the store cannot be reached
   */
  public static FileSystem readable(Configuration hadoop, Path path) throws IOException {
    FileSystem fs = path.getFileSystem(hadoop);
    return fs instanceof LocalFileSystem ? Local.FILES : fs;
  }

  /**
   * A local file with all links followed.
   *
   * @throws FileNotFoundException if there is none
   */
  public static java.nio.file.Path realLocal(Path path) throws IOException {
    return LocalFiles.real(path);
  }

  /** What to do about an input that is not there. */
  public static String remedyIfMissing(Path path, String option) {
    boolean pattern = path.toString().matches(".*[*?{\\[].*");
    return "check " + option + (pattern ? "; patterns are not expanded, name a folder" : "");
  }

  /** Settings of Spark's readers that make them read local files as {@link #readable} does. */
  public static Map<String, String> readerOptions(Path path) {
    return "file".equals(path.toUri().getScheme())
        ? Map.of("fs.file.impl", LocalFiles.class.getName(), "fs.file.impl.disable.cache", "true")
        : Map.of();
  }

  /** Made once: opening it costs a lookup of Hadoop's settings. */
  private static final class Local {
    static final LocalFiles FILES = new LocalFiles();

    static {
      try {
        FILES.initialize(URI.create("file:///"), new Configuration(false));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /**
   * A full path with scheme for what a user typed.
   *
   * @throws UserError if the URI is malformed or has credentials in it, its scheme is unknown, or
   *     its object store cannot be used
   */
  public static Path qualified(SparkSession spark, String uri) {
    return reachable(spark.sparkContext().hadoopConfiguration(), uri);
  }

  /**
   * As {@link #qualified(Configuration, String)}, for the driver: an object store that cannot be
   * used is found out here, in seconds.
   */
  public static Path reachable(Configuration hadoop, String uri) {
    Path path = qualified(hadoop, uri);
    ObjectStorage.check(hadoop, path);
    return path;
  }

  /** As {@link #qualified(SparkSession, String)}, for code that has no session. */
  public static Path qualified(Configuration hadoop, String uri) {
    ObjectStorage.checkNoSecretIn(uri);
    LocalNames.checkWhole(uri);
    try {
      // "2024-01-01T10:00/a" has no scheme, whatever Hadoop makes of its colon.
      Path path =
          uri.isEmpty() || SCHEME.matcher(uri).lookingAt()
              ? new Path(uri)
              : new Path(null, null, uri);
      FileSystem fs = path.getFileSystem(hadoop);
      return path.makeQualified(fs.getUri(), fs.getWorkingDirectory());
    } catch (IOException | IllegalArgumentException e) {
      throw new UserError(
          "cannot use the path '" + uri + "': " + e.getMessage(),
          "give a local path or a URI such as s3a://bucket/folder",
          e);
    }
  }

  /** Whether something is there. */
  public static boolean exists(Configuration hadoop, Path path) throws IOException {
    return readable(hadoop, path).exists(path);
  }

  /**
   * The file system to write a path with: on a local disk without a checksum file beside every
   * file, which readers other than Hadoop would stumble over.
   */
  public static FileSystem plain(Configuration hadoop, Path path) throws IOException {
    FileSystem fs = path.getFileSystem(hadoop);
    return fs instanceof LocalFileSystem local ? local.getRawFileSystem() : fs;
  }

  /**
   * A whole file.
   *
   * @param maxBytes refused beyond this size, before any is read
   * @throws FileNotFoundException if there is no such file
   * @throws FileTooLargeException if it is larger than allowed
   */
  public static byte[] read(Configuration hadoop, Path path, long maxBytes) throws IOException {
    FileSystem fs = readable(hadoop, path);
    FileStatus status = fs.getFileStatus(path);
    if (!status.isFile()) {
      throw new FileNotFoundException(path + " is a folder");
    }
    if (status.getLen() > maxBytes) {
      throw new FileTooLargeException(path, status.getLen(), maxBytes);
    }
    FutureDataInputStreamBuilder file =
        fs.openFile(path).withFileStatus(status).opt(READ_POLICY, "whole-file");
    try (FSDataInputStream in = FutureIO.awaitFuture(file.build())) {
      byte[] bytes = new byte[(int) status.getLen()];
      in.readFully(0, bytes);
      return bytes;
    }
  }

  /** A file that will be read from its first byte to its last; the caller closes the stream. */
  public static FSDataInputStream openWhole(Configuration hadoop, Path path) throws IOException {
    return FutureIO.awaitFuture(
        readable(hadoop, path).openFile(path).opt(READ_POLICY, "whole-file").build());
  }

  /**
   * A part of a file: one picture inside a larger object.
   *
   * @throws EOFException if the file ends before
   */
  public static byte[] readRange(
      Configuration hadoop, Path path, long offset, long length, long maxBytes) throws IOException {
    if (offset < 0 || length < 0 || length > maxBytes) {
      throw new FileTooLargeException(path, length, maxBytes);
    }
    // The file is at least so long, or the read says so: S3A need not ask for its length first.
    FutureDataInputStreamBuilder file =
        readable(hadoop, path)
            .openFile(path)
            .opt("fs.option.openfile.length", Long.toString(Math.addExact(offset, length)))
            .opt(READ_POLICY, "random");
    try (FSDataInputStream in = FutureIO.awaitFuture(file.build())) {
      byte[] bytes = new byte[(int) length];
      in.readFully(offset, bytes);
      return bytes;
    }
  }

  /** A file beyond the size that was allowed for it. */
  public static final class FileTooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    FileTooLargeException(Path path, long length, long maxBytes) {
      super("%s has %,d bytes, more than the %,d allowed".formatted(path, length, maxBytes));
    }
  }
}
