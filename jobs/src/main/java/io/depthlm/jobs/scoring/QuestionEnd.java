package io.depthlm.jobs.scoring;

/**
 * The outcome of one attempt at a question, or the reject that replaced it.
 *
 * @param attempt −1 for a reject
 * @param value what the model said; null unless {@link Outcome#OK}
 * @param confidence the engine's in its answer, 0 to 1; null where it has none
 * @param expectedAbsRel the error that the engine expects of its answer; null where it knows none
 * @param tokenOverFocal width of a token over the focal length that the model saw, both in pixels;
 *     null where the engine reads no tokens
 */
public record QuestionEnd(
    String frameId,
    String queryId,
    int attempt,
    Outcome outcome,
    Double value,
    Double confidence,
    Double expectedAbsRel,
    Double tokenOverFocal) {
  /** An end without a confidence. */
  public QuestionEnd(String frameId, String queryId, int attempt, Outcome outcome, Double value) {
    this(frameId, queryId, attempt, outcome, value, null, null, null);
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
