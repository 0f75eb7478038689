package io.depthlm.jobs.scoring;

/**
 * What one attempt at a question came to, or the reject that replaced it.
 *
 * @param attempt −1 for a reject
 * @param value what the model said; null unless {@link Outcome#OK}
 */
public record QuestionEnd(
    String frameId, String queryId, int attempt, Outcome outcome, Double value) {
  public enum Outcome {
    OK,
    UNPARSED,
    FAILED,
    REJECTED;

    /** From {@code parse_status}, or {@code rejected}. */
    public static Outcome ofKey(String key) {
      return switch (key) {
        case "ok" -> OK;
        case "unparsed" -> UNPARSED;
        case "failed" -> FAILED;
        case "rejected" -> REJECTED;
        default -> throw new IllegalArgumentException("parse_status '" + key + "' is not known");
      };
    }
  }
}
