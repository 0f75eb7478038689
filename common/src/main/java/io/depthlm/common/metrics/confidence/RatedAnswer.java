package io.depthlm.common.metrics.confidence;

/**
 * An answer with the engine's own confidence.
 *
 * @param confidence the probability that the engine gives its answer, 0 to 1
 * @param right whether δ1 counts it as right; an answer without a number is wrong
 * @param expectedAbsRel the absolute relative error that the engine expects; null where it knows
 *     none
 * @param absRel the true one; null for an answer without a positive number
 */
public record RatedAnswer(double confidence, boolean right, Double expectedAbsRel, Double absRel) {
  /** An answer of an engine that expects no error. */
  public RatedAnswer(double confidence, boolean right) {
    this(confidence, right, null, null);
  }

  /** Whether an expected error stands beside a true one. */
  boolean isExpected() {
    return expectedAbsRel != null && absRel != null;
  }
}
