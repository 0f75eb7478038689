package io.depthlm.jobs.compare;

import io.depthlm.common.metrics.Aggregation;
import io.depthlm.common.metrics.Metric;
import io.depthlm.common.metrics.Tally;
import io.depthlm.jobs.scoring.Slices;
import java.util.List;
import java.util.Optional;

/**
 * A cell of a run beside its counterpart in the baseline.
 *
 * @param name the cell's readable name
 * @param compared questions that both asked: all figures are over these
 * @param onlyRun questions that only the run asked
 * @param onlyBaseline questions that only the baseline asked
 * @param run what became of the compared questions in the run
 * @param baseline and in the baseline
 * @param speed how fast either was
 * @param differences every slice, metric and aggregation
 */
public record PairComparison(
    CellName name,
    String variantId,
    String baselineVariantId,
    long compared,
    long onlyRun,
    long onlyBaseline,
    Tally run,
    Tally baseline,
    Speed speed,
    List<Difference> differences) {

  /**
   * Questions per second of engine time.
   *
   * @param run null where no engine was asked: all answers were copied, or all failed
   * @param baseline null likewise
   */
  public record Speed(Double run, Double baseline) {}

  /** The difference of a metric over all points, pooled. */
  public Optional<Difference> overall(Metric metric) {
    return differences.stream()
        .filter(
            d ->
                d.slice().equals(Slices.ALL)
                    && d.measure() == metric
                    && d.aggregation() == Aggregation.POOLED)
        .findFirst();
  }
}
