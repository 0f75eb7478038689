package io.depthlm.common.vlm.model;

/**
 * What greedy decoding says at some positions.
 *
 * @param words the likeliest word at each
 * @param logProbabilities its natural logarithm of probability
 */
public record Choices(long[] words, float[] logProbabilities) {}
