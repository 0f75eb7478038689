package io.depthlm.jobs.compare;

import io.depthlm.common.metrics.Aggregation;
import io.depthlm.common.metrics.Interval;
import io.depthlm.common.metrics.Measure;
import io.depthlm.common.metrics.registry.MeasureSets;

/**
 * One figure of two runs on the same questions.
 *
 * @param metric {@link Measure#key}
 * @param run the run's; null where there is nothing to score
 * @param baseline the baseline's; null likewise
 * @param interval of run − baseline, paired over images; null where there is none
 * @param loss of how much worse the run is, paired likewise; null likewise
 */
public record Difference(
    String slice,
    String metric,
    Aggregation aggregation,
    Double run,
    Double baseline,
    Interval interval,
    Interval loss) {

  /** Whether the run is better or worse than the baseline, as far as the interval shows. */
  public enum Verdict {
    BETTER,
    WORSE,
    /** The interval holds 0, or there is none. */
    UNDECIDED
  }

  /** What the figure is. */
  public Measure measure() {
    return MeasureSets.measure(metric)
        .orElseThrow(() -> new IllegalStateException("no measure is called " + metric));
  }

  /** The run's figure less the baseline's; null where one is missing. */
  public Double value() {
    return run == null || baseline == null ? null : Double.valueOf(run - baseline);
  }

  /** Whether the whole interval lies on one side of 0, seen from what is better. */
  public Verdict verdict() {
    if (loss == null || (loss.low() <= 0 && loss.high() >= 0)) {
      return Verdict.UNDECIDED;
    }
    return loss.low() > 0 ? Verdict.WORSE : Verdict.BETTER;
  }
}
