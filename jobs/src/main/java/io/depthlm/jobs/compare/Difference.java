package io.depthlm.jobs.compare;

import io.depthlm.common.metrics.Aggregation;
import io.depthlm.common.metrics.Interval;
import io.depthlm.common.metrics.Metric;

/**
 * One figure of two runs on the same questions.
 *
 * @param run the run's; null where there is nothing to score
 * @param baseline the baseline's; null likewise
 * @param interval of run − baseline, paired over images; null where there is none
 */
public record Difference(
    String slice,
    Metric metric,
    Aggregation aggregation,
    Double run,
    Double baseline,
    Interval interval) {

  /** How the run stands to the baseline, as far as the interval tells. */
  public enum Verdict {
    BETTER,
    WORSE,
    /** The interval holds 0, or there is none. */
    UNDECIDED
  }

  /** The run's figure less the baseline's; null where one is missing. */
  public Double value() {
    return run == null || baseline == null ? null : Double.valueOf(run - baseline);
  }

  /** Whether the whole interval lies on one side of 0, seen from what is better. */
  public Verdict verdict() {
    if (interval == null || (interval.low() <= 0 && interval.high() >= 0)) {
      return Verdict.UNDECIDED;
    }
    boolean higher = interval.low() > 0;
    return higher == (metric.better() == Metric.Better.HIGHER) ? Verdict.BETTER : Verdict.WORSE;
  }
}
