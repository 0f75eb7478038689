package io.depthlm.common.vlm.train;

import io.depthlm.common.vlm.model.Prompt;

/**
 * A conversation to learn from.
 *
 * @param conversation question and answer in tokens, with the question's images
 * @param taught by token, whether the model is to learn to say it after those before it; the first
 *     is never taught, as nothing comes before it
 */
public record TrainingSample(Prompt conversation, boolean[] taught) {
  /** Checks the lengths and that there is something to learn. */
  public TrainingSample {
    int n = conversation.ids().length;
    if (taught.length != n || n == 0 || taught[0]) {
      throw new IllegalArgumentException(
          "%d tokens, %d marks, the first of them %s"
              .formatted(n, taught.length, taught.length > 0 && taught[0] ? "taught" : "not"));
    }
    if (count(taught) == 0) {
      throw new IllegalArgumentException("no token of the %d is taught".formatted(n));
    }
  }

  /** How many tokens are taught. */
  public int taughtTokens() {
    return count(taught);
  }

  private static int count(boolean[] marks) {
    int count = 0;
    for (boolean mark : marks) {
      count += mark ? 1 : 0;
    }
    return count;
  }
}
