package io.depthlm.jobs.compare;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * A question that two runs answer differently.
 *
 * @param xPx the asked pixel in the original picture; null where it is not one pixel
 * @param yPx likewise
 * @param truth in the unit of the task, as compared
 * @param run the run's answer, likewise
 * @param baseline the baseline's
 */
public record Disagreement(
    String frameId,
    String queryId,
    Double xPx,
    Double yPx,
    double truth,
    double run,
    double baseline) {
  /** The largest first; equal ones by frame and question, so that any partitioning agrees. */
  static final Comparator<Disagreement> LARGEST_FIRST =
      Comparator.comparingDouble(Disagreement::size)
          .reversed()
          .thenComparing(Disagreement::frameId)
          .thenComparing(Disagreement::queryId);

  /** |ln of the one − ln of the other|. */
  public double size() {
    return Math.abs(Math.log(run) - Math.log(baseline));
  }

  /** The largest of some. */
  static List<Disagreement> largest(Collection<Disagreement> of, int most) {
    return of.stream().sorted(LARGEST_FIRST).limit(most).toList();
  }
}
