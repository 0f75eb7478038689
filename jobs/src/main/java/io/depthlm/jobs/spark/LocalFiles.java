package io.depthlm.jobs.spark;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.BufferedFSInputStream;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * Reads local files of any name. Hadoop's own local file system looks for a checksum file beside
 * each file and cannot name it where the name has a colon; and both it and {@code java.io} reach no
 * name outside ASCII in a JVM that was started without a locale (a container without {@code LANG}).
 * Here names are percent-encoded UTF-8 on their way to {@code java.nio}, which then takes their
 * bytes as they are.
 */
public class LocalFiles extends RawLocalFileSystem {
  private static final long BLOCK_BYTES = 32L << 20;

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    return status(path, nio(path));
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    java.nio.file.Path folder = nio(path);
    FileStatus itself = status(path, folder);
    if (itself.isFile()) {
      return new FileStatus[] {itself};
    }
    List<FileStatus> found = new ArrayList<>();
    try (DirectoryStream<java.nio.file.Path> entries = Files.newDirectoryStream(folder)) {
      for (java.nio.file.Path entry : entries) {
        try {
          if (Files.isSymbolicLink(entry) && folder.toRealPath().startsWith(entry.toRealPath())) {
            continue; // a link to a folder above: there is no end to what is below it
          }
          found.add(status(new Path(path, new Path(null, null, name(entry))), entry));
        } catch (FileNotFoundException | NoSuchFileException e) {
          continue; // a link to nothing, or gone since
        }
      }
    }
    return found.toArray(FileStatus[]::new);
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    java.nio.file.Path file = nio(path);
    FileStatus status = status(path, file);
    if (!status.isFile()) {
      throw new FileNotFoundException(path + " is a folder");
    }
    if (!Files.isRegularFile(file)) {
      throw new IOException(path + " is not a regular file"); // a pipe would block for ever
    }
    ChannelStream stream = new ChannelStream(FileChannel.open(file, StandardOpenOption.READ));
    return new FSDataInputStream(new BufferedFSInputStream(stream, bufferSize));
  }

  /** The file behind all links. */
  static java.nio.file.Path real(Path path) throws IOException {
    try {
      return nio(path).toRealPath();
    } catch (NoSuchFileException | NotDirectoryException e) {
      throw missing(path, e);
    }
  }

  private static java.nio.file.Path nio(Path path) {
    return LocalNames.path(path.toUri().getPath());
  }

  private static String name(java.nio.file.Path entry) {
    String path = entry.toUri().getPath(); // decoded as UTF-8; a folder's ends in a slash
    String bare = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    return bare.substring(bare.lastIndexOf('/') + 1);
  }

  private static FileStatus status(Path path, java.nio.file.Path file) throws IOException {
    try {
      BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
      return new FileStatus(
          found.size(),
          found.isDirectory(),
          1,
          BLOCK_BYTES,
          found.lastModifiedTime().toMillis(),
          path);
    } catch (NoSuchFileException | NotDirectoryException e) {
      throw missing(path, e);
    } catch (java.nio.file.FileSystemException e) {
      if (belowAFile(file)) {
        throw missing(path, e);
      }
      throw new IOException(
          path + ": " + (e.getReason() == null ? "permission denied" : e.getReason()), e);
    }
  }

  /** Whether it is a/b where a is a file; Java has no exception of its own for it. */
  private static boolean belowAFile(java.nio.file.Path file) {
    for (java.nio.file.Path up = file.getParent(); up != null; up = up.getParent()) {
      if (Files.isRegularFile(up)) {
        return true;
      }
    }
    return false;
  }

  private static FileNotFoundException missing(Path path, IOException cause) {
    FileNotFoundException missing = new FileNotFoundException("no such file: " + path);
    missing.initCause(cause);
    return missing;
  }

  /** Positioned reads move no pointer, as Hadoop's readers expect. */
  private static final class ChannelStream extends FSInputStream {
    private final FileChannel channel;

    ChannelStream(FileChannel channel) {
      this.channel = channel;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 1 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      return channel.read(ByteBuffer.wrap(into, offset, length));
    }

    @Override
    public int read(long position, byte[] into, int offset, int length) throws IOException {
      validatePositionedReadArgs(position, into, offset, length);
      return channel.read(ByteBuffer.wrap(into, offset, length), position);
    }

    @Override
    public int available() throws IOException {
      return (int) Math.min(Integer.MAX_VALUE, channel.size() - channel.position());
    }

    @Override
    public void seek(long position) throws IOException {
      if (position < 0) {
        throw new java.io.EOFException("a position of " + position);
      }
      channel.position(position);
    }

    @Override
    public long getPos() throws IOException {
      return channel.position();
    }

    @Override
    public boolean seekToNewSource(long position) {
      return false;
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
