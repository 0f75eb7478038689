package io.depthlm.jobs.sweep;

import io.depthlm.jobs.evaluate.QuestionCount;
import io.depthlm.jobs.predict.PredictResult;

/**
 * What a sweep did.
 *
 * @param questions the questions of all cells and their ends, over all executions of the run
 * @param predicted what this execution asked
 */
public record SweepResult(String runId, QuestionCount questions, PredictResult predicted) {
  /** The share of questions that ended in a failure, over all cells; 0 where there are none. */
  public double failedFraction() {
    long planned = questions.planned();
    return planned == 0 ? 0 : (double) questions.failed() / planned;
  }
}
