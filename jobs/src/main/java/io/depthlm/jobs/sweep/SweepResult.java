package io.depthlm.jobs.sweep;

import io.depthlm.jobs.evaluate.CellCount;
import io.depthlm.jobs.predict.PredictResult;
import java.util.List;

/**
 * What a sweep did.
 *
 * @param cells every cell's questions and their ends, over all executions of the run
 * @param predicted what this execution asked
 */
public record SweepResult(String runId, List<CellCount> cells, PredictResult predicted) {
  /** The share of questions that ended in a failure, over all cells; 0 where there are none. */
  public double failedFraction() {
    long planned = cells.stream().mapToLong(c -> c.questions().planned()).sum();
    long failed = cells.stream().mapToLong(c -> c.questions().failed()).sum();
    return planned == 0 ? 0 : (double) failed / planned;
  }
}
