package io.depthlm.common.vlm.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.engine.NumberType;
import io.depthlm.common.vlm.checkpoint.ReadOrder.Piece;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A limit of time only turns a hang into a failure. */
@Timeout(60)
class ReadAheadTest {
  private static final int PIECE = 1000;

  @TempDir Path folder;
  private TensorEntry one;
  private TensorEntry two;
  private TensorEntry three;

  @BeforeEach
  void writeShards() throws IOException {
    Path a = Files.write(folder.resolve("a.safetensors"), new byte[12_000]);
    Path b = Files.write(folder.resolve("b.safetensors"), new byte[5_000]);
    one = tensor(a, 2_000, 10_000);
    two = tensor(b, 0, 5_000);
    three = tensor(a, 0, 2_000);
  }

  private static TensorEntry tensor(Path file, long at, long bytes) {
    return new TensorEntry("t" + at, NumberType.F32, new long[] {bytes / 4}, file, at, bytes);
  }

  private static long readIn(TensorEntry... tensors) throws InterruptedException {
    try (ReadAhead ahead = new ReadAhead(List.of(tensors), PIECE, Long.MAX_VALUE)) {
      assertTrue(ahead.await());
      return ahead.bytesRead();
    }
  }

  @Test
  void everyByteOfEveryFileIsRead() throws Exception {
    assertEquals(17_000, readIn(one, two, three));
    assertEquals(0, readIn());
  }

  @Test
  void aShorterFileIsReadToItsEnd() throws Exception {
    try (RandomAccessFile file = new RandomAccessFile(one.file().toFile(), "rw")) {
      file.setLength(4_500);
    }
    assertEquals(2_500 + 5_000, readIn(one, two));
    try (PieceReader reader = new PieceReader()) {
      assertEquals(500, reader.read(new Piece(one.file(), 4_000, 1_000, 1_000)));
      assertEquals(0, reader.read(new Piece(one.file(), 5_000, 1_000, 1_000)));
    }
  }

  @Test
  void aFileThatIsGoneEndsTheReadingAndNothingElse() throws Exception {
    Files.delete(two.file());
    assertEquals(0, readIn(two));
    try (PieceReader reader = new PieceReader()) {
      assertThrows(
          NoSuchFileException.class, () -> reader.read(new Piece(two.file(), 0, 1_000, 1_000)));
      assertEquals(1_000, reader.read(new Piece(one.file(), 0, 1_000, 1_000)));
    }
  }

  @Test
  void itStopsAtTheBoundUntilTheLoaderMovesOn() throws Exception {
    try (ReadAhead ahead = new ReadAhead(List.of(one, two, three), PIECE, 3_000)) {
      while (ahead.bytesRead() < 3_000) {
        Thread.onSpinWait();
      }
      ahead.reached(three);
      assertTrue(ahead.await());
      assertEquals(3_000 + 2_000, ahead.bytesRead(), "what the loader passed by is left out");
    }
  }

  @Test
  void closingStopsReadersThatWaitForTheLoader() throws Exception {
    ReadAhead ahead = new ReadAhead(List.of(one, two, three), PIECE, 3_000);
    while (ahead.bytesRead() < 3_000) {
      Thread.onSpinWait();
    }
    ahead.close();
    assertTrue(ahead.isOver(), "no thread, and so no open file, is left");
    assertEquals(3_000, ahead.bytesRead());
    ahead.close();
  }

  @Test
  void anInterruptedLoaderClosesAndStaysInterrupted() throws Exception {
    ReadAhead ahead = new ReadAhead(List.of(one, two, three), PIECE, 3_000);
    Thread.currentThread().interrupt();
    ahead.close();
    assertTrue(Thread.interrupted());
    assertTrue(ahead.await());
  }
}
