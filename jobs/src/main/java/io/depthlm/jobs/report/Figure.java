package io.depthlm.jobs.report;

/**
 * A figure with its interval.
 *
 * @param value null where there was nothing to score
 * @param ciLow null where there is no interval
 * @param ciHigh null likewise
 */
public record Figure(Double value, Double ciLow, Double ciHigh) {
  /** No figure. */
  public static final Figure NONE = new Figure(null, null, null);
}
