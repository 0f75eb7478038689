package io.depthlm.common.metrics.structure;

/**
 * A point that counts: asked, and its truth in the scored range.
 *
 * @param truthM metres as compared, positive
 * @param answerM metres as compared; NaN where no positive number was said
 * @param said the number in the answer's own kind and unit, before any conversion; NaN likewise
 */
public record ScoredPoint(Spot spot, double truthM, double answerM, double said) {
  /** A point without a usable answer. */
  public static ScoredPoint unanswered(Spot spot, double truthM) {
    return new ScoredPoint(spot, truthM, Double.NaN, Double.NaN);
  }

  boolean isAnswered() {
    return answerM > 0;
  }
}
