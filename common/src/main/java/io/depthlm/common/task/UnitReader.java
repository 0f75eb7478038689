package io.depthlm.common.task;

/** Reads the unit after a number. {@link QuantityScanner} documents the decisions. */
final class UnitReader {
  private static final int LONGEST_NAME = 12;

  /**
   * A unit found.
   *
   * @param unit null if there is none
   * @param end index after it, or where the number ended if there is none
   */
  record Found(AnswerUnit unit, int end) {}

  private final String text;
  private final AnswerUnit previous;

  private UnitReader(String text, AnswerUnit previous) {
    this.text = text;
    this.previous = previous;
  }

  /**
   * The unit after a number that ends at {@code from}.
   *
   * @param previous the unit of the quantity before this one, or null; inches may follow feet
   */
  static Found after(String text, int from, AnswerUnit previous) {
    return new UnitReader(text, previous).read(from);
  }

  /** Whether a character next to a number makes it part of a word or an identifier. */
  static boolean glues(char c) {
    return c == '_'
        || c == '×'
        || (Character.isLetterOrDigit(c)
            && !Character.isIdeographic(c)
            && Character.UnicodeBlock.of(c) != Character.UnicodeBlock.HIRAGANA
            && Character.UnicodeBlock.of(c) != Character.UnicodeBlock.KATAKANA);
  }

  private Found read(int from) {
    Found simple = simpleUnit(from);
    if (simple.unit() == null || simple.unit().dimension() != AnswerUnit.Dimension.LENGTH) {
      return simple;
    }
    int i = Numbers.skipSpaces(text, simple.end());
    if (text.startsWith("/", i)) {
      i++;
    } else if (text.regionMatches(true, i, "per ", 0, 4)) {
      i += 4;
    } else {
      return simple;
    }
    Found time = word(Numbers.skipSpaces(text, i));
    return time.unit() != null && time.unit().dimension() == AnswerUnit.Dimension.TIME
        ? new Found(simple.unit().per(time.unit()), time.end())
        : simple;
  }

  private Found simpleUnit(int from) {
    int i = from;
    if (i + 1 < text.length() && text.charAt(i) == '-' && Character.isLetter(text.charAt(i + 1))) {
      i++;
    } else {
      i = Numbers.skipSpaces(text, i);
    }
    Found unit = word(i);
    if (unit.unit() == null) {
      return new Found(null, from);
    }
    boolean preposition =
        i > from
            && text.regionMatches(true, i, "in", 0, 2)
            && unit.end() == i + 2
            && wordFollows(i + 2);
    return preposition && !followsFeet() ? new Found(null, from) : unit;
  }

  private boolean wordFollows(int from) {
    int i = Numbers.skipSpaces(text, from);
    return i > from && i < text.length() && Character.isLetterOrDigit(text.charAt(i));
  }

  private boolean followsFeet() {
    return AnswerUnit.ofName("ft").equals(previous);
  }

  /** Whether a quotation mark is not a unit: it is feet before inches, and inches after feet. */
  private boolean isQuotation(int at) {
    return switch (text.charAt(at)) {
      case '\'', '’' -> !Numbers.digit(text, at + 1);
      case '"', '”' -> !followsFeet();
      default -> false;
    };
  }

  /** The unit at {@code from}: one sign, or a run of letters. */
  private Found word(int from) {
    if (from >= text.length()) {
      return new Found(null, from);
    }
    boolean ideographic = Character.isIdeographic(text.charAt(from));
    if (!ideographic && !glues(text.charAt(from))) {
      AnswerUnit sign =
          isQuotation(from) ? null : AnswerUnit.ofName(text.substring(from, from + 1));
      return sign == null ? new Found(null, from) : new Found(sign, from + 1);
    }
    int end = from;
    while (end < text.length()
        && end - from < LONGEST_NAME
        && Character.isLetter(text.charAt(end))
        && Character.isIdeographic(text.charAt(end)) == ideographic) {
      end++;
    }
    if (ideographic) {
      for (int length = Math.min(2, end - from); length > 0; length--) {
        AnswerUnit unit = AnswerUnit.ofName(text.substring(from, from + length));
        if (unit != null) {
          return new Found(unit, from + length);
        }
      }
      return new Found(null, from);
    }
    boolean letterOrScoreFollows =
        end < text.length() && (text.charAt(end) == '_' || Character.isLetter(text.charAt(end)));
    AnswerUnit unit = letterOrScoreFollows ? null : AnswerUnit.ofName(text.substring(from, end));
    return unit == null ? new Found(null, from) : new Found(unit, end);
  }
}
