package io.depthlm.jobs.report;

import org.apache.spark.sql.Row;

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

  /** The figure of a row of {@code metrics}. */
  static Figure of(Row row) {
    return new Figure(row.getAs("value"), row.getAs("ci_low"), row.getAs("ci_high"));
  }
}
