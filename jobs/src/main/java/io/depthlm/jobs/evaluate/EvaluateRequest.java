package io.depthlm.jobs.evaluate;

import io.depthlm.common.metrics.Bootstrap;
import io.depthlm.common.metrics.TruthRange;
import java.util.Map;

/**
 * What to evaluate, and how.
 *
 * @param runId a run with its cells in {@code run_cells}
 * @param truthRanges the scored depths, by dataset; one that is not named is scored on all
 * @param bootstrap how intervals are drawn
 */
public record EvaluateRequest(
    String runId, Map<String, TruthRange> truthRanges, Bootstrap bootstrap) {}
