package io.depthlm.jobs.evaluate;

import io.depthlm.common.metrics.Aggregation;
import io.depthlm.common.metrics.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Whether a run may stand beside its baseline: no named metric is worse by more than chance allows
 * (the whole paired interval on the wrong side), and nothing that the baseline asked is gone.
 */
public final class Gate {
  private Gate() {}

  /** Why it may not, one line each; empty if it may. */
  public static List<String> reasons(CompareResult result, Set<Metric> metrics) {
    List<String> reasons = new ArrayList<>();
    for (PairComparison pair : result.pairs()) {
      String cell =
          "%s %s %s".formatted(pair.name().dataset(), pair.name().task(), pair.name().model());
      for (Difference d : pair.differences()) {
        if (metrics.contains(d.metric())
            && d.slice().equals(Slices.ALL)
            && d.aggregation() == Aggregation.POOLED
            && isWorse(d)) {
          reasons.add(cell + ": " + words(d));
        }
      }
      if (pair.onlyBaseline() > 0) {
        reasons.add(
            "%s: %,d questions of the baseline were not asked"
                .formatted(cell, pair.onlyBaseline()));
      }
    }
    for (CellName name : result.onlyBaseline()) {
      reasons.add(
          "%s %s %s: the baseline has it, the run does not"
              .formatted(name.dataset(), name.task(), name.model()));
    }
    return reasons;
  }

  /** A figure that vanished is worse than any. */
  private static boolean isWorse(Difference d) {
    return d.verdict() == Difference.Verdict.WORSE || (d.run() == null && d.baseline() != null);
  }

  private static String words(Difference d) {
    return d.run() == null
        ? d.metric().key() + " has nothing left to be taken over"
        : String.format(
            Locale.ROOT,
            "%s is worse: %.4f after %.4f, interval of the difference [%+.4f %+.4f]",
            d.metric().key(),
            d.run(),
            d.baseline(),
            d.interval().low(),
            d.interval().high());
  }
}
