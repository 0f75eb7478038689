package io.depthlm.common.vlm.generate;

/** When an answer ends. */
@FunctionalInterface
public interface StopRule {
  /** Whether the answer ends with its last word; {@code words} holds {@code count} of them. */
  boolean stops(int[] words, int count);

  /** A rule that also ends an answer where another does. */
  default StopRule or(StopRule other) {
    return (words, count) -> stops(words, count) || other.stops(words, count);
  }

  /** Ends an answer at any of these words. */
  static StopRule atWords(Iterable<Integer> ends) {
    return (words, count) -> {
      for (int end : ends) {
        if (words[count - 1] == end) {
          return true;
        }
      }
      return false;
    };
  }
}
