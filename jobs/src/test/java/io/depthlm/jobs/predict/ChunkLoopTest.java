package io.depthlm.jobs.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.jobs.TestSpark;
import io.depthlm.jobs.run.RunLog;
import io.depthlm.jobs.run.RunRequest;
import io.depthlm.jobs.spark.Progress;
import io.depthlm.jobs.spark.Warehouse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChunkLoopTest {
  @TempDir static Path folder;
  private static RunLog run;

  @BeforeAll
  static void begin() {
    Warehouse warehouse = new Warehouse(TestSpark.session(), folder.resolve("w").toString());
    run = RunLog.open(warehouse, new RunRequest("test", "hash", "", "", "run"));
  }

  @AfterAll
  static void end() {
    run.close();
  }

  /** A loop over chunks of one unit; returns the first units of those that were written. */
  private static List<Integer> loop(int units, Runnable beside, Runnable inChunk) {
    long[] rows = new long[units];
    Arrays.fill(rows, 1);
    List<Integer> written = new CopyOnWriteArrayList<>();
    new ChunkLoop(run, new ChunkPlanner(rows, 1, 60, 1), "test", Progress.SILENT, () -> "")
        .run(
            beside,
            chunk -> {
              inChunk.run();
              written.add(chunk.fromUnit());
            },
            PredictCounters.of(TestSpark.session().sparkContext()));
    return written.stream().sorted().toList();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(1, TimeUnit.MINUTES));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void theOtherCommitRunsBesideTheFirstChunk() {
    CountDownLatch chunkRuns = new CountDownLatch(1);
    CountDownLatch commitRuns = new CountDownLatch(1);
    Runnable beside =
        () -> {
          commitRuns.countDown();
          await(chunkRuns);
        };
    Runnable inChunk =
        () -> {
          chunkRuns.countDown();
          await(commitRuns);
        };
    assertEquals(List.of(0, 1, 2), loop(3, beside, inChunk));
  }

  @Test
  void theOtherCommitIsWaitedForWhereThereIsNoChunk() {
    List<String> done = new CopyOnWriteArrayList<>();
    assertEquals(List.of(), loop(0, () -> done.add("commit"), () -> {}));
    assertEquals(List.of("commit"), done);
  }

  @Test
  void whatTheOtherCommitThrowsEndsTheLoopAfterTheFirstChunk() {
    IllegalStateException full = new IllegalStateException("the disk is full");
    List<String> chunks = new CopyOnWriteArrayList<>();
    Runnable beside =
        () -> {
          throw full;
        };
    assertSame(
        full,
        assertThrows(
            IllegalStateException.class, () -> loop(5, beside, () -> chunks.add("chunk"))));
    assertEquals(List.of("chunk"), chunks);
  }
}
