package io.depthlm.common.vlm.model;

import java.util.Arrays;

/**
 * The choices of greedy decoding at some positions.
 *
 * @param words the most likely token at each position
 * @param logProbabilities the natural logarithm of its probability
 */
public record Choices(long[] words, float[] logProbabilities) {
  /** The choices at a range of positions. */
  Choices part(int from, int to) {
    return new Choices(
        Arrays.copyOfRange(words, from, to), Arrays.copyOfRange(logProbabilities, from, to));
  }
}
