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
   * Whether every word was chosen among numbers. Weights or a picture may lead to logits that are
   * not: the words are then anything, and the answer is none.
   */
  public boolean isFinite() {
    for (float logProbability : logProbabilities) {
      if (!Float.isFinite(logProbability)) {
        return false;
      }
    }
    return true;
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
    // Rounding may lift a sure word's probability above 1.
    return Math.min(1, Math.exp(sum));
  }
}
