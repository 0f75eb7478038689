package io.depthlm.jobs.report;

/**
 * The readable columns of a variant.
 *
 * @param focalPx null where frames keep their own focal length
 */
public record VariantName(
    String variantId, String model, String prompt, String marker, Double focalPx) {}
