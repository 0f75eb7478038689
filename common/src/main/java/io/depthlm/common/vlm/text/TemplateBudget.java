package io.depthlm.common.vlm.text;

import com.hubspot.jinjava.interpret.InterpretException;
import java.util.Collection;
import java.util.Map;

/** The limits of one rendering of a template: steps, time, and the size of every value. */
final class TemplateBudget {
  /** Longer than any prompt. */
  static final int MAX_VALUE_CHARS = 1 << 17;

  /** Maximum number of elements of a list or map, nested ones included. */
  static final int MAX_VALUE_PARTS = 10_000;

  /** A published template takes a few hundred steps for one question. */
  private static final int MAX_STEPS = 200_000;

  private static final long MAX_NANOS = 5_000_000_000L;
  private static final int MAX_DEPTH = 64;

  private final long started = System.nanoTime();
  private int steps;

  /**
   * Counts a step.
   *
   * @throws InterpretException if there are too many
   */
  void step() {
    if (++steps > MAX_STEPS) {
      throw new InterpretException("the template takes more than %,d steps".formatted(MAX_STEPS));
    }
    if (System.nanoTime() - started > MAX_NANOS) {
      throw new InterpretException(
          "the template takes more than %d s".formatted(MAX_NANOS / 1_000_000_000));
    }
  }

  /**
   * Checks the size of a value.
   *
   * @throws InterpretException if it is too large
   */
  static void weigh(Object value) {
    weigh(value, 0, 0);
  }

  private static int weigh(Object value, int before, int depth) {
    int parts = before + 1;
    if (parts > MAX_VALUE_PARTS || depth > MAX_DEPTH) {
      throw new InterpretException(
          "a value of the template has more than %,d parts".formatted(MAX_VALUE_PARTS));
    }
    if (value instanceof CharSequence text) {
      checkLength(text.length());
    } else if (value instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        parts = weigh(entry.getKey(), parts, depth + 1);
        parts = weigh(entry.getValue(), parts, depth + 1);
      }
    } else if (value instanceof Map.Entry<?, ?> entry) {
      parts = weigh(entry.getValue(), parts, depth + 1);
    } else if (value instanceof Collection<?> list) {
      for (Object part : list) {
        parts = weigh(part, parts, depth + 1);
      }
    }
    return parts;
  }

  /**
   * Checks the length of a text before it is built.
   *
   * @throws InterpretException if it is too long
   */
  static void checkLength(long chars) {
    if (chars > MAX_VALUE_CHARS) {
      throw new InterpretException(
          "a text of the template has more than %,d characters".formatted(MAX_VALUE_CHARS));
    }
  }
}
