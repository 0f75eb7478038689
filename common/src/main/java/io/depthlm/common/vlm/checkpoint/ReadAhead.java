package io.depthlm.common.vlm.checkpoint;

import io.depthlm.common.core.DaemonThreads;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Brings tensors' bytes into the page cache ahead of a loader that copies or converts them from a
 * mapped file. Without it the disk waits while the loader computes, and the loader waits while the
 * disk answers the few requests that the kernel has under way for it.
 *
 * <p>It only makes the mapped read faster. An error of its own is forgotten, because the mapped
 * read meets and reports the same one, and a file that is read already is read once more from
 * memory.
 */
public final class ReadAhead implements AutoCloseable {
  /** So many reads are under way: with 2 ms for each, 8 threads take 70 % of the time of 4. */
  private static final int THREADS = 8;

  /** Far longer than what a disk or a network file system moves at once. */
  private static final int PIECE_BYTES = 4 << 20;

  /** Where memory is scarce, what is read too early is evicted before it is used. */
  private static final long AHEAD_BYTES = 1L << 30;

  private final ReadOrder order;
  private final LongAdder bytesRead = new LongAdder();
  private final ExecutorService readers =
      Executors.newCachedThreadPool(new DaemonThreads("depthlm-read-ahead"));

  /**
   * Begins to read.
   *
   * @param tensors in the order in which the loader will ask for them
   */
  public ReadAhead(List<TensorEntry> tensors) {
    this(tensors, PIECE_BYTES, AHEAD_BYTES);
  }

  ReadAhead(List<TensorEntry> tensors, int pieceBytes, long aheadBytes) {
    this.order = new ReadOrder(tensors, pieceBytes, aheadBytes);
    long threads = Math.min(THREADS, (order.totalBytes() + pieceBytes - 1) / pieceBytes);
    for (int i = 0; i < threads; i++) {
      // Not execute: what a thread throws then goes to the process's handler, and Spark's ends it.
      readers.submit(this::readAll);
    }
    readers.shutdown();
  }

  /** The loader asks for a tensor, and has all before it. */
  public void reached(TensorEntry tensor) {
    order.reached(tensor);
  }

  private Void readAll() throws IOException, InterruptedException {
    try (PieceReader reader = new PieceReader()) {
      for (ReadOrder.Piece piece = order.take(); piece != null; piece = order.take()) {
        bytesRead.add(reader.read(piece));
      }
    }
    return null;
  }

  /** The bytes read so far. */
  long bytesRead() {
    return bytesRead.sum();
  }

  /** Waits until everything is read or has failed; whether that is so. */
  boolean await() throws InterruptedException {
    return readers.awaitTermination(1, TimeUnit.MINUTES);
  }

  /** Whether no thread is left. */
  boolean isOver() {
    return readers.isTerminated();
  }

  /** Stops reading: interrupts the threads and waits for them, so that no file stays open. */
  @Override
  public void close() {
    readers.shutdownNow();
    try {
      await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
