package io.depthlm.jobs.compare;

import io.depthlm.common.metrics.Bootstrap;
import io.depthlm.common.metrics.TruthRange;
import java.util.Map;

/**
 * Two runs to compare.
 *
 * @param runId the run in question
 * @param baselineId what it is held against
 * @param truthRanges the scored depths, by dataset; one that is not named is scored on all
 * @param bootstrap how intervals are drawn
 */
public record CompareRequest(
    String runId, String baselineId, Map<String, TruthRange> truthRanges, Bootstrap bootstrap) {}
