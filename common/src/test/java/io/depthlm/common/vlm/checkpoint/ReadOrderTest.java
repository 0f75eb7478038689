package io.depthlm.common.vlm.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.engine.NumberType;
import io.depthlm.common.vlm.checkpoint.ReadOrder.Piece;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ReadOrderTest {
  private static final Path ONE = Path.of("one");
  private static final Path TWO = Path.of("two");

  private final TensorEntry first = bytes("first", ONE, 100, 10);
  private final TensorEntry second = bytes("second", TWO, 8, 3);
  private final TensorEntry third = bytes("third", ONE, 40, 8);
  private final List<TensorEntry> tensors = List.of(first, second, third);

  private static TensorEntry bytes(String name, Path file, long at, long length) {
    return new TensorEntry(name, NumberType.BF16, new long[] {length / 2}, file, at, length);
  }

  private static List<Piece> rest(ReadOrder order) {
    List<Piece> pieces = new ArrayList<>();
    for (Piece piece = order.poll(); piece != null; piece = order.poll()) {
      pieces.add(piece);
    }
    return pieces;
  }

  @Test
  void piecesComeInTheOrderOfTheTensorsWhateverTheirPlaceInAFile() {
    ReadOrder order = new ReadOrder(tensors, 4, 100);
    assertEquals(21, order.totalBytes());
    assertEquals(
        List.of(
            new Piece(ONE, 100, 4, 4),
            new Piece(ONE, 104, 4, 8),
            new Piece(ONE, 108, 2, 10),
            new Piece(TWO, 8, 3, 13),
            new Piece(ONE, 40, 4, 17),
            new Piece(ONE, 44, 4, 21)),
        rest(order));
  }

  @Test
  void noPieceEndsFurtherAheadThanTheBound() {
    ReadOrder order = new ReadOrder(tensors, 4, 9);
    assertEquals(List.of(4L, 8L), rest(order).stream().map(Piece::end).toList());
    order.reached(first);
    assertNull(order.poll(), "the first tensor is at hand, and not yet behind");
    order.reached(second);
    assertEquals(List.of(13L, 17L), rest(order).stream().map(Piece::end).toList());
    order.reached(third);
    assertEquals(List.of(21L), rest(order).stream().map(Piece::end).toList());
  }

  @Test
  void whatTheLoaderHasIsPassedOver() {
    ReadOrder order = new ReadOrder(tensors, 4, 9);
    order.reached(third);
    order.reached(first); // one that is asked for again
    order.reached(bytes("elsewhere", ONE, 0, 4));
    assertEquals(List.of(17L, 21L), rest(order).stream().map(Piece::end).toList());
  }

  @Test
  void aReaderWaitsForTheLoader() throws Exception {
    ReadOrder order = new ReadOrder(tensors, 4, 9);
    rest(order);
    CompletableFuture<Piece> taken = new CompletableFuture<>();
    Thread reader =
        new Thread(
            () -> {
              try {
                taken.complete(order.take());
              } catch (InterruptedException e) {
                taken.completeExceptionally(e);
              }
            });
    reader.start();
    while (reader.getState() != Thread.State.WAITING && !taken.isDone()) {
      Thread.onSpinWait();
    }
    assertTrue(!taken.isDone(), "the next piece is too far ahead");
    order.reached(second);
    assertEquals(13, taken.get(1, TimeUnit.MINUTES).end());
  }

  @Test
  void afterTheLastPieceThereIsNothingToWaitFor() throws Exception {
    ReadOrder order = new ReadOrder(tensors, 4, 100);
    rest(order);
    assertNull(order.take());
    assertNull(new ReadOrder(List.of(), 4, 100).take());
  }
}
