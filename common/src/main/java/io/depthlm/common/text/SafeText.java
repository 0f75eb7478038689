package io.depthlm.common.text;

import java.util.function.IntPredicate;

/** Removes characters that move a terminal's cursor, change its colours or reorder text. */
public final class SafeText {
  private static final int REPLACEMENT = '?';
  private static final int ZERO_WIDTH_NON_JOINER = 0x200c;
  private static final int ZERO_WIDTH_JOINER = 0x200d;

  private SafeText() {}

  /**
   * A text on one line: control and formatting characters, including line breaks, become {@code ?}.
   */
  public static String line(String text) {
    return replace(text, SafeText::steers);
  }

  /** A text that may have several lines and tabs; other control characters become {@code ?}. */
  public static String lines(String text) {
    return replace(text, c -> steers(c) && c != '\n' && c != '\t');
  }

  /** Equivalent JSON with escapes for such characters. */
  public static String json(String json) {
    StringBuilder out = new StringBuilder(json.length());
    json.codePoints()
        .forEach(
            c -> {
              if (steers(c) && c > 0x7e) {
                for (char unit : Character.toChars(c)) {
                  out.append("\\u%04x".formatted((int) unit));
                }
              } else {
                out.appendCodePoint(c);
              }
            });
    return out.toString();
  }

  /** Whether a character controls a terminal. Joiners do not; names and emoji need them. */
  static boolean steers(int c) {
    return Character.isISOControl(c)
        || c == 0x2028
        || c == 0x2029
        || Character.getType(c) == Character.SURROGATE
        || (Character.getType(c) == Character.FORMAT
            && c != ZERO_WIDTH_JOINER
            && c != ZERO_WIDTH_NON_JOINER);
  }

  private static String replace(String text, IntPredicate unsafe) {
    if (text.codePoints().noneMatch(unsafe)) {
      return text;
    }
    return text.codePoints()
        .map(c -> unsafe.test(c) ? REPLACEMENT : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
