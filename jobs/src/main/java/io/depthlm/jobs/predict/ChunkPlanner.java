package io.depthlm.jobs.predict;

import java.util.NoSuchElementException;

/**
 * Cuts a group's work units into chunks. A chunk ends before either limit is passed: rows, or
 * minutes of work at the rate measured so far; it always has at least one unit. A unit without rows
 * is in no chunk, and no chunk reaches over it: it is settled, and asking it again would double it.
 */
final class ChunkPlanner {
  /**
   * @param fromUnit first unit
   * @param toUnit behind the last unit
   * @param rows questions in it
   */
  record Chunk(int fromUnit, int toUnit, long rows) {}

  private final long[] rowsOfUnit;
  private final long maxRows;
  private final double maxSeconds;
  private double rowsPerSecond;
  private int next;

  /**
   * @param rowsOfUnit predictions that each unit gives
   * @param rowsPerSecond the rate to begin with
   */
  ChunkPlanner(long[] rowsOfUnit, long maxRows, double maxSeconds, double rowsPerSecond) {
    this.rowsOfUnit = rowsOfUnit;
    this.maxRows = maxRows;
    this.maxSeconds = maxSeconds;
    this.rowsPerSecond = rowsPerSecond;
  }

  boolean hasNext() {
    while (next < rowsOfUnit.length && rowsOfUnit[next] == 0) {
      next++;
    }
    return next < rowsOfUnit.length;
  }

  Chunk next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    double limit = Math.min(maxRows, Math.max(1, rowsPerSecond * maxSeconds));
    int from = next;
    long rows = 0;
    while (next < rowsOfUnit.length
        && rowsOfUnit[next] > 0
        && (next == from || rows + rowsOfUnit[next] <= limit)) {
      rows += rowsOfUnit[next++];
    }
    return new Chunk(from, next, rows);
  }

  /** Tells the rate of finished work. */
  void measured(double rowsPerSecond) {
    if (rowsPerSecond > 0) {
      this.rowsPerSecond = rowsPerSecond;
    }
  }

  /** Rows of the units that no chunk has yet. */
  long rowsLeft() {
    long rows = 0;
    for (int unit = next; unit < rowsOfUnit.length; unit++) {
      rows += rowsOfUnit[unit];
    }
    return rows;
  }
}
