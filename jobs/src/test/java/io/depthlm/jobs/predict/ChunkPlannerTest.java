package io.depthlm.jobs.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.depthlm.jobs.predict.ChunkPlanner.Chunk;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class ChunkPlannerTest {
  private static List<Chunk> all(ChunkPlanner planner) {
    List<Chunk> chunks = new ArrayList<>();
    while (planner.hasNext()) {
      chunks.add(planner.next());
    }
    return chunks;
  }

  @Test
  void chunksEndBeforeTheRowLimitAndHaveAtLeastOneUnit() {
    ChunkPlanner planner = new ChunkPlanner(new long[] {5, 5, 5, 30, 5, 5}, 10, 1000, 1000);
    assertEquals(55, planner.rowsLeft());
    assertEquals(
        List.of(new Chunk(0, 2, 10), new Chunk(2, 3, 5), new Chunk(3, 4, 30), new Chunk(4, 6, 10)),
        all(planner));
    assertEquals(0, planner.rowsLeft());
    assertThrows(NoSuchElementException.class, planner::next);
  }

  @Test
  void settledUnitsAreInNoChunkAndNoneReachesOverThem() {
    ChunkPlanner planner = new ChunkPlanner(new long[] {0, 0, 5, 5, 0, 5, 0}, 100, 1000, 1000);
    assertEquals(15, planner.rowsLeft());
    assertEquals(List.of(new Chunk(2, 4, 10), new Chunk(5, 6, 5)), all(planner));
    assertFalse(new ChunkPlanner(new long[] {0, 0}, 100, 1000, 1000).hasNext());
    assertFalse(new ChunkPlanner(new long[0], 100, 1000, 1000).hasNext());
  }

  @Test
  void theMeasuredRateLimitsTheMinutesOfWork() {
    long[] units = new long[100];
    java.util.Arrays.fill(units, 10);
    ChunkPlanner planner = new ChunkPlanner(units, 1000, 60, 1);
    assertEquals(new Chunk(0, 6, 60), planner.next());
    planner.measured(2);
    assertEquals(new Chunk(6, 18, 120), planner.next());
    planner.measured(0.001); // less than a row in the time: still a unit
    assertEquals(new Chunk(18, 19, 10), planner.next());
    planner.measured(0); // nothing measured
    assertEquals(new Chunk(19, 20, 10), planner.next());
    planner.measured(1e9);
    assertEquals(new Chunk(20, 100, 800), planner.next());
  }
}
