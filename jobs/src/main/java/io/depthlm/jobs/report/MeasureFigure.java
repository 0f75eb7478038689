package io.depthlm.jobs.report;

/**
 * One variant's figure of any measure.
 *
 * @param runId the run it is from
 * @param startedAtMs when that run began, for choosing the newest
 * @param unit empty for a share
 * @param item what {@code nItems} counts
 */
public record MeasureFigure(
    Protocol protocol,
    String dataset,
    VariantName variant,
    String runId,
    long startedAtMs,
    String metric,
    Figure figure,
    String unit,
    String item,
    long nItems,
    long nImages) {}
