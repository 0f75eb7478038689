package io.depthlm.jobs.scoring;

/**
 * The outcome of one attempt at a question, or the reject that replaced it.
 *
 * @param attempt −1 for a reject
 * @param value what the model said; null unless {@link Outcome#OK}
 * @param confidence the engine's in its answer, 0 to 1; null where it has none
 * @param expectedAbsRel the error that the engine expects of its answer; null where it knows none
 */
public record QuestionEnd(
    String frameId,
    String queryId,
    int attempt,
    Outcome outcome,
    Double value,
    Double confidence,
    Double expectedAbsRel) {
  /** An end without a confidence. */
  public QuestionEnd(String frameId, String queryId, int attempt, Outcome outcome, Double value) {
    this(frameId, queryId, attempt, outcome, value, null, null);
  }

  public enum Outcome {
    OK("ok"),
    UNPARSED("unparsed"),
    FAILED("failed"),
    REJECTED("rejected");

    private final String key;

    Outcome(String key) {
      this.key = key;
    }

    /** A {@code parse_status}, or {@code rejected}. */
    public String key() {
      return key;
    }
  }
}
