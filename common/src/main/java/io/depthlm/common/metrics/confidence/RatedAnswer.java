package io.depthlm.common.metrics.confidence;

/**
 * An answer with the engine's own confidence.
 *
 * @param confidence the probability that the engine gives its answer, 0 to 1
 * @param right whether δ1 counts it as right; an answer without a number is wrong
 */
public record RatedAnswer(double confidence, boolean right) {}
