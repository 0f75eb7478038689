package io.depthlm.common.metrics;

/** A confidence interval. */
public record Interval(double low, double high) {}
