package io.depthlm.common.vlm.train;

import java.util.Arrays;
import java.util.List;

/**
 * The target tokens of a batch.
 *
 * @param before flat positions, in rows padded to the longest conversation, of the token before
 *     each target, where the model predicts it
 * @param words the targets
 */
record AnswerTargets(long[] before, long[] words) {
  static AnswerTargets of(List<TrainingSample> batch) {
    int length = 0;
    int total = 0;
    for (TrainingSample sample : batch) {
      length = Math.max(length, sample.taught().length);
      total += sample.taughtTokens();
    }
    long[] before = new long[total];
    long[] words = new long[total];
    int at = 0;
    for (int row = 0; row < batch.size(); row++) {
      TrainingSample sample = batch.get(row);
      int[] ids = sample.conversation().ids();
      for (int i = 1; i < ids.length; i++) {
        if (sample.taught()[i]) {
          before[at] = (long) row * length + i - 1;
          words[at++] = ids[i];
        }
      }
    }
    return new AnswerTargets(before, words);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AnswerTargets that
        && Arrays.equals(before, that.before)
        && Arrays.equals(words, that.words);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(words);
  }
}
