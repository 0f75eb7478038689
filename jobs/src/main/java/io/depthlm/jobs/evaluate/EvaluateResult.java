package io.depthlm.jobs.evaluate;

import java.util.List;

/**
 * An evaluated run.
 *
 * @param cells what became of each cell's questions
 * @param metricRows rows written to {@code metrics}
 */
public record EvaluateResult(List<CellCount> cells, long metricRows) {}
