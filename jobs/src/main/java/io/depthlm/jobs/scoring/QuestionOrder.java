package io.depthlm.jobs.scoring;

import java.util.Iterator;

/** The order of two streams that Spark sorted, for merging them. */
public final class QuestionOrder {
  private QuestionOrder() {}

  /** The order of an end and a question: by frame, then by question. */
  public static int order(QuestionEnd given, PlannedQuestion asked) {
    int frame = compareUtf8(given.frameId(), asked.frameId());
    return frame != 0 ? frame : compareUtf8(given.queryId(), asked.queryId());
  }

  /** Spark sorts strings by their UTF-8 bytes, which is the order of code points. */
  public static int compareUtf8(String a, String b) {
    int n = Math.min(a.length(), b.length());
    for (int i = 0; i < n; i++) {
      if (a.charAt(i) != b.charAt(i)) {
        return Integer.compare(a.codePointAt(start(a, i)), b.codePointAt(start(b, i)));
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  /** Where the code point around index i begins. */
  private static int start(String s, int i) {
    return i > 0
            && Character.isLowSurrogate(s.charAt(i))
            && Character.isHighSurrogate(s.charAt(i - 1))
        ? i - 1
        : i;
  }

  /** An iterator whose next element can be looked at. */
  public static final class Peeking<T> {
    private final Iterator<T> of;
    private T next;

    public Peeking(Iterator<T> of) {
      this.of = of;
      advance();
    }

    /** The next element; null at the end. */
    public T peek() {
      return next;
    }

    public T take() {
      T taken = next;
      advance();
      return taken;
    }

    private void advance() {
      next = of.hasNext() ? of.next() : null;
    }
  }
}
