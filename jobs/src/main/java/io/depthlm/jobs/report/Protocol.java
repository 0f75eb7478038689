package io.depthlm.jobs.report;

/** The conditions that comparable figures share; each protocol has its own table. */
public record Protocol(
    String task, String parameters, String compareAs, String slice, String aggregation) {}
