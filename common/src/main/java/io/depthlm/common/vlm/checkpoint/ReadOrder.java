package io.depthlm.common.vlm.checkpoint;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/**
 * What to read ahead of a loader next: tensors in the order in which it will ask for them, cut into
 * pieces, and no piece too far ahead of where it is. Safe to share between threads.
 */
final class ReadOrder {
  /**
   * A part of a file.
   *
   * @param end the bytes of the order up to the end of this piece
   */
  record Piece(Path file, long byteOffset, int bytes, long end) {}

  private final Queue<Piece> pieces = new ArrayDeque<>();
  private final Map<TensorEntry, Long> starts = new HashMap<>();
  private final long aheadBytes;
  private final long totalBytes;
  private long reached;

  /**
   * @param pieceBytes the longest piece
   * @param aheadBytes how far behind the start of the tensor that the loader is at a piece may end;
   *     at least {@code pieceBytes}
   */
  ReadOrder(List<TensorEntry> tensors, int pieceBytes, long aheadBytes) {
    this.aheadBytes = aheadBytes;
    long end = 0;
    for (TensorEntry tensor : tensors) {
      starts.put(tensor, end);
      for (long at = 0; at < tensor.byteLength(); at += pieceBytes) {
        int bytes = (int) Math.min(pieceBytes, tensor.byteLength() - at);
        end += bytes;
        pieces.add(new Piece(tensor.file(), tensor.byteOffset() + at, bytes, end));
      }
    }
    this.totalBytes = end;
  }

  /** The bytes of all tensors. */
  long totalBytes() {
    return totalBytes;
  }

  /** The loader is at a tensor and has all before it; one that is not in the order says nothing. */
  synchronized void reached(TensorEntry tensor) {
    reached = Math.max(reached, starts.getOrDefault(tensor, 0L));
    notifyAll();
  }

  /** The next piece, or null if there is none, or none yet. */
  synchronized Piece poll() {
    while (!pieces.isEmpty() && pieces.peek().end() <= reached) {
      pieces.remove(); // the loader was faster
    }
    boolean tooFar = !pieces.isEmpty() && pieces.peek().end() - reached > aheadBytes;
    return tooFar ? null : pieces.poll();
  }

  /** The next piece, once the loader is near enough, or null if all were given. */
  synchronized Piece take() throws InterruptedException {
    Piece piece = poll();
    while (piece == null && !pieces.isEmpty()) {
      wait();
      piece = poll();
    }
    return piece;
  }
}
