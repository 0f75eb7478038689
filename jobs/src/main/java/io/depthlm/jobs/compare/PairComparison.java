package io.depthlm.jobs.compare;

import io.depthlm.common.metrics.Aggregation;
import io.depthlm.common.metrics.Measure;
import io.depthlm.common.metrics.Tally;
import io.depthlm.jobs.scoring.Slices;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

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
 * @param counts wins and losses by slice, {@link Slices#ALL} among them
 * @param disagreements the questions whose two answers are farthest apart, those first
 * @param warnings what a reader of the figures must know
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
    List<Difference> differences,
    SortedMap<String, PairCounts> counts,
    List<Disagreement> disagreements,
    List<String> warnings) {

  /**
   * Questions per second of engine time.
   *
   * @param run null where no engine was asked: all answers were copied, or all failed
   * @param baseline null likewise
   */
  public record Speed(Double run, Double baseline) {}

  /** The difference of a measure over all points, pooled. */
  public Optional<Difference> overall(Measure measure) {
    return differences.stream()
        .filter(
            d ->
                d.slice().equals(Slices.ALL)
                    && d.measure() == measure
                    && d.aggregation() == Aggregation.POOLED)
        .findFirst();
  }
}
