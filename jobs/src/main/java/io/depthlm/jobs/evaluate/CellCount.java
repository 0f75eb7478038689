package io.depthlm.jobs.evaluate;

/** The questions of one cell and their ends. */
public record CellCount(String variantId, String dataset, QuestionCount questions) {}
