package io.depthlm.common.vlm.cache;

import io.depthlm.common.core.DaemonThreads;
import io.depthlm.common.engine.ModelFolder;
import io.depthlm.common.engine.ModelFolder.StoredFile;
import io.depthlm.common.vlm.checkpoint.CheckpointException;
import io.depthlm.common.vlm.checkpoint.CheckpointException.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Copies files to a folder, several at a time, because one stream from object storage is slower
 * than a disk. A broken stream is resumed at its position.
 */
record Download(ModelFolder remote, Path folder) {
  private static final int STREAMS = 4;
  private static final int ATTEMPTS = 4;
  private static final int PIECE_BYTES = 1 << 20;
  private static final long LITTLE_SPACE = 16L << 20;

  /** Copies all files; the first failure ends it. */
  void run(Collection<StoredFile> files) throws IOException {
    ExecutorService streams =
        Executors.newFixedThreadPool(STREAMS, new DaemonThreads("checkpoint-download"));
    try {
      List<Future<?>> copies = new ArrayList<>();
      for (StoredFile file : files) {
        copies.add(
            streams.submit(
                () -> {
                  copy(file);
                  return null;
                }));
      }
      for (Future<?> copy : copies) {
        copy.get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      if (e.getCause() instanceof CheckpointException fault) {
        throw fault;
      }
      throw new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while copying " + remote.location());
    } finally {
      streams.shutdownNow();
    }
  }

  private void copy(StoredFile file) throws IOException {
    try (FileChannel out =
        FileChannel.open(
            folder.resolve(file.name()), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int attempt = 1; out.position() < file.bytes(); attempt++) {
        try {
          copyFrom(file, out);
        } catch (FileSystemException e) {
          throw e; // the local disk's: trying again will not help
        } catch (IOException e) {
          if (isFull(e)) {
            throw full(file, e);
          }
          if (attempt == ATTEMPTS || Thread.currentThread().isInterrupted()) {
            throw e;
          }
        }
      }
      out.force(true);
    }
  }

  private void copyFrom(StoredFile file, FileChannel out) throws IOException {
    long left = file.bytes() - out.position();
    byte[] piece = new byte[(int) Math.min(PIECE_BYTES, left)];
    try (InputStream in = remote.open(file.name(), out.position(), left)) {
      while (left > 0) {
        int n = in.read(piece, 0, (int) Math.min(piece.length, left));
        if (n < 0) {
          throw new IOException(
              "%s ended %d bytes before its length of %d"
                  .formatted(file.name(), left, file.bytes()));
        }
        ByteBuffer bytes = ByteBuffer.wrap(piece, 0, n);
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
        left -= n;
      }
    }
  }

  private boolean isFull(IOException e) throws IOException {
    return String.valueOf(e.getMessage()).contains("No space left")
        || Files.getFileStore(folder).getUsableSpace() < LITTLE_SPACE;
  }

  private CheckpointException full(StoredFile file, IOException e) {
    return new CheckpointException(
        Fault.DISK_FULL,
        "the disk of %s became full while %s was copied".formatted(folder.getParent(), file.name()),
        "free space there, or set another cache folder",
        e);
  }
}
