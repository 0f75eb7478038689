package io.depthlm.common.vlm.checkpoint;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Reads pieces of files and forgets what it read: it stays in the page cache. One file is open at a
 * time, as opening one for each piece would ask a network file system once more each time. For one
 * thread.
 *
 * <p>The bytes are sent to {@code /dev/null}. The kernel brings them in and copies nothing, so that
 * a file that is in the page cache already costs 20 ms a gigabyte. Reading it into a buffer costs
 * 70 ms, and more beside a loader that needs the memory and the processor.
 */
final class PieceReader implements AutoCloseable {
  private static final Path NOWHERE = Path.of("/dev/null");

  private final FileChannel nowhere;
  private Path file;
  private FileChannel channel;

  /**
   * @throws IOException where there is no {@code /dev/null}
   */
  PieceReader() throws IOException {
    this.nowhere = FileChannel.open(NOWHERE, StandardOpenOption.WRITE);
  }

  /** Reads a piece; returns the bytes that were there, fewer where the file became shorter. */
  long read(ReadOrder.Piece piece) throws IOException {
    if (!piece.file().equals(file)) {
      closeFile();
      channel = FileChannel.open(piece.file(), StandardOpenOption.READ);
      file = piece.file();
    }
    long read = 0;
    long more = 1;
    while (read < piece.bytes() && more > 0) {
      more = channel.transferTo(piece.byteOffset() + read, piece.bytes() - read, nowhere);
      read += more;
    }
    return read;
  }

  private void closeFile() throws IOException {
    if (channel != null) {
      channel.close();
      channel = null;
      file = null;
    }
  }

  @Override
  public void close() throws IOException {
    try (nowhere) {
      closeFile();
    }
  }
}
