package io.depthlm.common.vlm.generate;

import java.util.List;

/**
 * The fixed text of training answers as tokens: {@code parts[0]} number {@code parts[1]} number …
 * {@code parts[n]}. The first number is unknown; the others are expected to repeat it.
 *
 * @param parts two or more; only the first and the last may be empty
 */
public record AnswerTemplate(List<int[]> parts) {
  /** Checks that there is fixed text between numbers. */
  public AnswerTemplate {
    if (parts.size() < 2) {
      throw new IllegalArgumentException("an answer template needs a number between fixed words");
    }
    for (int i = 1; i < parts.size(); i++) {
      if (parts.get(i).length == 0 && i < parts.size() - 1) {
        throw new IllegalArgumentException("an answer template needs words between two numbers");
      }
    }
  }

  /** The tokens before the first number. */
  int[] opening() {
    return parts.get(0);
  }

  /** Whether there is only one number and no text after it. */
  boolean onlyOpens() {
    return parts.size() == 2 && parts.get(1).length == 0;
  }

  /** Whether a token after the first number begins the text that follows it. */
  boolean endsNumber(int word) {
    return parts.get(1).length > 0 && parts.get(1)[0] == word;
  }

  /** The tokens that are expected after the one that ended the first number. */
  int[] rest(int[] number) {
    int length = -1;
    for (int i = 1; i < parts.size(); i++) {
      length += parts.get(i).length + (i > 1 ? number.length : 0);
    }
    int[] rest = new int[length];
    int at = 0;
    for (int i = 1; i < parts.size(); i++) {
      int from = 1;
      if (i > 1) {
        System.arraycopy(number, 0, rest, at, number.length);
        at += number.length;
        from = 0;
      }
      int[] part = parts.get(i);
      System.arraycopy(part, from, rest, at, part.length - from);
      at += part.length - from;
    }
    return rest;
  }
}
