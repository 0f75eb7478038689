package io.depthlm.jobs.maintain;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Chooses the runs that are old enough to be removed. */
final class RunRetention {
  private RunRetention() {}

  /**
   * Runs that ended before {@code now - keep}, in their order; not those in progress, and of each
   * sweep not the one that was accepted last.
   */
  static List<RunRecord> expired(List<RunRecord> runs, Duration keep, Instant now) {
    Map<String, RunRecord> baselines = new HashMap<>();
    for (RunRecord run : runs) {
      if (run.acceptedAt() != null) {
        baselines.merge(run.sweep(), run, (a, b) -> b.acceptedAt().isAfter(a.acceptedAt()) ? b : a);
      }
    }
    Instant limit = now.minus(keep);
    return runs.stream()
        .filter(r -> !r.inProgress(now))
        .filter(r -> r.endedAt().isBefore(limit))
        .filter(r -> baselines.get(r.sweep()) != r)
        .toList();
  }
}
