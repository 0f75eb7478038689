package io.depthlm.common.vlm.model;

import java.util.Arrays;

/**
 * The choices of greedy decoding at some positions.
 *
 * @param words the most likely token at each position
 * @param logProbabilities the natural logarithm of its probability
 */
public record Choices(long[] words, float[] logProbabilities) {
  /**
   * The choices as the device returns them.
   *
   * @param numbers the words, then their log probabilities
   */
  static Choices of(double[] numbers) {
    int n = numbers.length / 2;
    long[] words = new long[n];
    float[] logProbabilities = new float[n];
    for (int i = 0; i < n; i++) {
      words[i] = (long) numbers[i];
      logProbabilities[i] = (float) numbers[n + i];
    }
    return new Choices(words, logProbabilities);
  }

  /** The choices at a range of positions. */
  Choices part(int from, int to) {
    return new Choices(
        Arrays.copyOfRange(words, from, to), Arrays.copyOfRange(logProbabilities, from, to));
  }
}
