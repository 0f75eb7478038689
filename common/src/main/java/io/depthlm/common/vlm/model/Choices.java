package io.depthlm.common.vlm.model;

import java.util.Arrays;

/**
 * What greedy decoding says at some positions.
 *
 * @param words the likeliest word at each
 * @param logProbabilities its natural logarithm of probability
 */
public record Choices(long[] words, float[] logProbabilities) {
  /** Those of the positions from one up to another. */
  Choices part(int from, int to) {
    return new Choices(
        Arrays.copyOfRange(words, from, to), Arrays.copyOfRange(logProbabilities, from, to));
  }
}
