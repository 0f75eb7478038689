package io.depthlm.common.task;

/**
 * A parsed answer.
 *
 * @param status {@link ParseStatus#OK} or {@link ParseStatus#UNPARSED}
 * @param value the number in the task's unit, finite, possibly zero or negative; null if unparsed
 */
public record ParsedAnswer(ParseStatus status, Double value) {
  /** No number that can be read. */
  public static final ParsedAnswer UNPARSED = new ParsedAnswer(ParseStatus.UNPARSED, null);

  /** A number. */
  public static ParsedAnswer of(double value) {
    return new ParsedAnswer(ParseStatus.OK, value);
  }
}
