package io.depthlm.common.vlm.generate;

/** Decides when an answer ends. */
@FunctionalInterface
public interface StopRule {
  /**
   * Whether the answer ends with its last token.
   *
   * @param count number of tokens in {@code words}
   */
  boolean stops(int[] words, int count);

  /** A rule that ends an answer if this rule or the other one does. */
  default StopRule or(StopRule other) {
    return (words, count) -> stops(words, count) || other.stops(words, count);
  }

  /** A rule that ends an answer at any of these tokens. */
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
