package io.depthlm.jobs.report;

/** What figures must share to be compared: one table each. */
public record Protocol(
    String task, String parameters, String compareAs, String slice, String aggregation) {}
