package io.depthlm.jobs.compare;

import java.util.List;

/**
 * Two runs compared.
 *
 * @param pairs the cells that both have
 * @param onlyRun cells that only the run has
 * @param onlyBaseline cells that only the baseline has
 */
public record CompareResult(
    String runId,
    String baselineId,
    List<PairComparison> pairs,
    List<CellName> onlyRun,
    List<CellName> onlyBaseline) {}
