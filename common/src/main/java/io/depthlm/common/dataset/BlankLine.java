package io.depthlm.common.dataset;

/** A line with nothing on it: skipped, not a reject. */
public record BlankLine() implements LineResult {}
