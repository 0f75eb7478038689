package io.depthlm.common.vlm.model;

import java.util.Arrays;

/**
 * The choices of greedy decoding at some positions.
 *
 * @param words the most likely token at each position
 * @param logProbabilities the natural logarithm of its probability
 * @param watched at each position the logits of the tokens that {@link VlmNet#watch} names, in
 *     their order
 */
public record Choices(long[] words, float[] logProbabilities, float[][] watched) {
  /**
   * The choices as the device returns them.
   *
   * @param numbers the words, their log probabilities, and the logits of each watched token
   * @param tokens how many tokens are watched
   */
  static Choices of(double[] numbers, int tokens) {
    int n = numbers.length / (2 + tokens);
    long[] words = new long[n];
    float[] logProbabilities = new float[n];
    float[][] watched = new float[n][tokens];
    for (int i = 0; i < n; i++) {
      words[i] = (long) numbers[i];
      logProbabilities[i] = (float) numbers[n + i];
      for (int k = 0; k < tokens; k++) {
        watched[i][k] = (float) numbers[(2 + k) * n + i];
      }
    }
    return new Choices(words, logProbabilities, watched);
  }

  /** The choices at a range of positions. */
  Choices part(int from, int to) {
    return new Choices(
        Arrays.copyOfRange(words, from, to),
        Arrays.copyOfRange(logProbabilities, from, to),
        Arrays.copyOfRange(watched, from, to));
  }
}
