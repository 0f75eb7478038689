package io.depthlm.common.vlm.generate;

import io.depthlm.common.engine.Answer;

/**
 * A generated answer as tokens.
 *
 * @param words the tokens, with the end token if there is one
 * @param logProbabilities natural logarithm of the probability of each token
 * @param watched before each token, the logits of the tokens that the model watches
 * @param template whether the answer followed the template
 * @param finish whether the model ended it, or the limit did
 */
public record Generated(
    int[] words,
    float[] logProbabilities,
    float[][] watched,
    TemplateUse template,
    Answer.Finish finish) {
  /** Whether an answer followed the template. */
  public enum TemplateUse {
    /** There is no template. */
    NONE,
    /** Greedy decoding chose all fixed tokens. */
    SAID,
    /** Greedy decoding chose another token; the rest was generated token by token. */
    DEVIATED
  }

  /**
   * Whether all logits were finite. If weights or a picture lead to other logits, the tokens are
   * arbitrary and there is no answer.
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
   * The probability that sampling at temperature 1 generates exactly these tokens: the product of
   * their probabilities.
   */
  public double confidence() {
    double sum = 0;
    for (float logProbability : logProbabilities) {
      sum += logProbability;
    }
    // Rounding may raise a probability above 1.
    return Math.min(1, Math.exp(sum));
  }
}
