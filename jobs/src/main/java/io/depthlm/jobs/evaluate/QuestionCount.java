package io.depthlm.jobs.evaluate;

/**
 * Counts of questions by their ends.
 *
 * @param planned questions of the plan
 * @param answered with a number
 * @param unparsed answered without one
 * @param failed the engine gave no answer
 * @param rejected never asked, with a reason
 * @param missing planned, and none of these
 * @param unknown ends that belong to no planned question
 * @param doubled rows whose key, or question, stands there already
 */
public record QuestionCount(
    long planned,
    long answered,
    long unparsed,
    long failed,
    long rejected,
    long missing,
    long unknown,
    long doubled) {
  /** No question. */
  public static final QuestionCount NONE = new QuestionCount(0, 0, 0, 0, 0, 0, 0, 0);

  /** Both together. */
  public QuestionCount plus(QuestionCount other) {
    return new QuestionCount(
        planned + other.planned,
        answered + other.answered,
        unparsed + other.unparsed,
        failed + other.failed,
        rejected + other.rejected,
        missing + other.missing,
        unknown + other.unknown,
        doubled + other.doubled);
  }

  /** Whether every question has exactly one end. */
  public boolean isConserved() {
    return missing == 0
        && unknown == 0
        && doubled == 0
        && planned == answered + unparsed + failed + rejected;
  }

  @Override
  public String toString() {
    return ("%,d planned = %,d answered + %,d unparsed + %,d failed + %,d rejected;"
            + " %,d missing, %,d unknown, %,d doubled")
        .formatted(planned, answered, unparsed, failed, rejected, missing, unknown, doubled);
  }
}
