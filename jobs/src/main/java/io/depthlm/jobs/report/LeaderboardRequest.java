package io.depthlm.jobs.report;

import java.util.List;

/**
 * What to show.
 *
 * @param runIds only these runs; empty for the newest of each variant and dataset
 * @param datasets only these; empty for all
 * @param tasks only these; empty for all
 * @param slice {@code all} or {@code name=value}
 * @param aggregation {@code pooled} or {@code per_image}
 */
public record LeaderboardRequest(
    List<String> runIds,
    List<String> datasets,
    List<String> tasks,
    String slice,
    String aggregation) {
  /** Everything, over all points. */
  public static final LeaderboardRequest EVERYTHING =
      new LeaderboardRequest(List.of(), List.of(), List.of(), "all", "pooled");

  /** One run, over all points. */
  public static LeaderboardRequest ofRun(String runId) {
    return new LeaderboardRequest(List.of(runId), List.of(), List.of(), "all", "pooled");
  }
}
