package io.depthlm.jobs.sweep;

import io.depthlm.jobs.run.Cell;

/**
 * A cell before it is asked.
 *
 * @param atBorder those of its questions that the border rule will reject
 */
public record PlannedCell(Cell cell, long atBorder) {}
