package io.depthlm.jobs.compare;

import io.depthlm.common.metrics.Bootstrap;
import io.depthlm.common.metrics.TruthRange;
import java.util.Map;

/**
 * Two runs to compare.
 *
 * @param runId the run in question
 * @param run which of its variants
 * @param baselineId what it is held against; may be the same run
 * @param baseline which of its variants
 * @param truthRanges the scored depths, by dataset; one that is not named is scored on all
 * @param bootstrap how intervals are drawn
 */
public record CompareRequest(
    String runId,
    VariantFilter run,
    String baselineId,
    VariantFilter baseline,
    Map<String, TruthRange> truthRanges,
    Bootstrap bootstrap) {
  /** All variants of two runs. */
  public CompareRequest(
      String runId, String baselineId, Map<String, TruthRange> truthRanges, Bootstrap bootstrap) {
    this(runId, VariantFilter.ALL, baselineId, VariantFilter.ALL, truthRanges, bootstrap);
  }
}
