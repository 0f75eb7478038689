package io.depthlm.common.task;

/**
 * A token's text as a part of a written number: digits, or the point. Everything else is no part.
 *
 * @param text the text
 * @param digits how many digits it has; 0 for the point and for what is no part
 * @param value the number that the digits write
 */
public record NumberPart(String text, int digits, double value) {
  /** An alternative with more digits than this counts as no part of a number. */
  static final int MOST_DIGITS = 9;

  private static final String POINT = ".";

  /** A text as a part of a number. */
  public static NumberPart of(String text) {
    double value = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return new NumberPart(text, 0, 0);
      }
      value = 10 * value + (c - '0');
    }
    return new NumberPart(text, text.length(), value);
  }

  /** Whether it is the point. */
  boolean isPoint() {
    return text.equals(POINT);
  }

  /** Whether it is a part of a number at all. */
  boolean isPart() {
    return digits > 0 || isPoint();
  }
}
