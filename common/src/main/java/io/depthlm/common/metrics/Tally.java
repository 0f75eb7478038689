package io.depthlm.common.metrics;

/**
 * What became of the questions of a slice, beside its figures. {@code questions = points() +
 * excluded + rejected}.
 *
 * @param answered positive numbers, in range
 * @param nonPositive numbers that are zero or negative, in range
 * @param unparsed answers without a number, in range
 * @param failed questions the engine gave no answer to, in range
 * @param excluded asked, with a truth out of range, whatever the answer
 * @param rejected never asked
 */
public record Tally(
    long answered, long nonPositive, long unparsed, long failed, long excluded, long rejected) {
  /** Nothing yet. */
  public static final Tally NONE = new Tally(0, 0, 0, 0, 0, 0);

  /** Both together. */
  public Tally plus(Tally other) {
    return new Tally(
        answered + other.answered,
        nonPositive + other.nonPositive,
        unparsed + other.unparsed,
        failed + other.failed,
        excluded + other.excluded,
        rejected + other.rejected);
  }

  /** What δ1 is taken over: everything in range, answered or not. */
  public long points() {
    return answered + nonPositive + unparsed + failed;
  }

  /** How many points a measure is taken over: all, where no answer is wrong, otherwise answers. */
  public long points(Measure measure) {
    return measure instanceof Metric metric && metric.kind() == Metric.Kind.HIT
        ? points()
        : answered;
  }
}
