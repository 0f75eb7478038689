package io.depthlm.common.vlm.generate;

/**
 * An answer in tokens.
 *
 * @param words what was said, the end token included where there was one
 * @param logProbabilities the natural logarithm of each word's probability
 * @param template what became of the expected words
 */
public record Generated(int[] words, float[] logProbabilities, TemplateUse template) {
  /** What became of the answer template. */
  public enum TemplateUse {
    /** None was given. */
    NONE,
    /** All fixed words were what greedy decoding says. */
    SAID,
    /** Greedy decoding says something else: word by word from there. */
    DEVIATED
  }

  /**
   * The probability that sampling at temperature 1 would say exactly these words: the product of
   * their probabilities.
   */
  public double confidence() {
    double sum = 0;
    for (float logProbability : logProbabilities) {
      sum += logProbability;
    }
    return Math.exp(sum);
  }
}
