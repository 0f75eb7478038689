package io.depthlm.common.task;

/**
 * Reads one number at a place in a normalised text (ASCII digits, {@code -}, {@code .} and {@code
 * ,}). One pass, no backtracking.
 *
 * <p>Decisions:
 *
 * <ul>
 *   <li>{@code 1,234.5} and {@code 1.234,5} are thousands with a fraction; {@code 1,234} is a
 *       thousand; {@code 2,35} and {@code 0,350} are decimal commas; {@code 1,2,3} are three
 *       numbers.
 *   <li>More than 9 digits before the point, or more than 3 in an exponent, is an identifier (a
 *       digest, a phone number), not a quantity. So is {@code 1.2.3}.
 *   <li>{@code 2.}, {@code .5}, {@code 1.2e-1}, {@code 1.2 × 10^-1}, {@code 1.2*10**-1} and {@code
 *       1.2 x 10⁻¹} are read.
 * </ul>
 */
final class Numbers {
  private static final int MAX_INTEGER_DIGITS = 9;
  private static final int MAX_EXPONENT_DIGITS = 3;
  private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

  /**
   * A number found.
   *
   * @param value without its sign; NaN if these characters are digits but no quantity
   * @param end index after its last character
   */
  record Found(double value, int end) {}

  private Numbers() {}

  /** The number whose first digit, or point before a digit, is at {@code start}. */
  static Found at(String text, int start) {
    int i = start;
    StringBuilder digits = new StringBuilder();
    i = digits(text, i, digits);
    int lead = digits.length();
    if (isGroup(text, i, lead, digits)) {
      char separator = text.charAt(i);
      do {
        digits.append(text, i + 1, i + 4);
        i += 4;
      } while (i < text.length() && text.charAt(i) == separator && threeDigits(text, i + 1));
    }
    int integerDigits = digits.length();
    boolean grouped = integerDigits > lead;
    boolean inList = start > 1 && text.charAt(start - 1) == ',' && digit(text, start - 2);
    boolean listComma = inList && i < text.length() && text.charAt(i) == ',';
    if (!listComma && isPoint(text, i, grouped ? text.charAt(start + lead) : 0, lead)) {
      digits.append('.');
      i = digits(text, i + 1, digits);
    }
    if (i < text.length() && text.charAt(i) == '.' && digit(text, i + 1)) {
      return new Found(Double.NaN, skipDotted(text, i));
    }
    int afterMantissa = i;
    int exponent = 0;
    Exponent e = exponent(text, i);
    if (e != null) {
      exponent = e.power();
      i = e.end();
    }
    if (integerDigits > MAX_INTEGER_DIGITS || (e != null && e.digits() > MAX_EXPONENT_DIGITS)) {
      return new Found(Double.NaN, Math.max(i, afterMantissa));
    }
    double value = Double.parseDouble("0" + digits + "e" + exponent);
    return new Found(Double.isInfinite(value) ? Double.NaN : value, i);
  }

  /** Whether a number begins here; the last point of an ellipsis is not a decimal point. */
  static boolean begins(String text, int i) {
    return digit(text, i)
        || (i < text.length()
            && text.charAt(i) == '.'
            && digit(text, i + 1)
            && !(i > 0 && text.charAt(i - 1) == '.'));
  }

  static boolean digit(String text, int i) {
    return i >= 0 && i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9';
  }

  private static int digits(String text, int from, StringBuilder out) {
    int i = from;
    while (digit(text, i)) {
      out.append(text.charAt(i++));
    }
    return i;
  }

  /** Whether a thousands group follows: a comma or point, three digits, and no other reading. */
  private static boolean isGroup(String text, int i, int lead, StringBuilder digits) {
    if (lead < 1 || lead > 3 || digits.charAt(0) == '0' || i >= text.length()) {
      return false;
    }
    char c = text.charAt(i);
    if ((c != ',' && c != '.' && c != GROUP_SPACE) || !threeDigits(text, i + 1)) {
      return false;
    }
    // a point is a decimal point unless a comma fraction or a second group proves otherwise
    int after = i + 4;
    return c != '.'
        || (after < text.length()
            && ((text.charAt(after) == ',' && digit(text, after + 1))
                || (text.charAt(after) == '.' && threeDigits(text, after + 1))));
  }

  /** The character that a no-break or thin space between digits is normalised to. */
  static final char GROUP_SPACE = '\u00a0';

  /** Exactly three digits, no fourth. */
  private static boolean threeDigits(String text, int i) {
    return digit(text, i) && digit(text, i + 1) && digit(text, i + 2) && !digit(text, i + 3);
  }

  /** Whether the character at i separates the fraction. */
  private static boolean isPoint(String text, int i, int groupSeparator, int lead) {
    if (i >= text.length() || text.charAt(i) == groupSeparator) {
      return false;
    }
    if (text.charAt(i) == '.') {
      return digit(text, i + 1)
          || (lead > 0 && !(i + 1 < text.length() && text.charAt(i + 1) == '.'));
    }
    if (text.charAt(i) != ',' || !digit(text, i + 1)) {
      return false;
    }
    int end = i + 1;
    while (digit(text, end)) {
      end++;
    }
    // 1,2,3 is a list
    return !(end < text.length() && text.charAt(end) == ',' && digit(text, end + 1));
  }

  private static int skipDotted(String text, int from) {
    int i = from;
    while (i < text.length() && (digit(text, i) || (text.charAt(i) == '.' && digit(text, i + 1)))) {
      i++;
    }
    return i;
  }

  private record Exponent(int power, int digits, int end) {}

  private static Exponent exponent(String text, int from) {
    if (from < text.length() && (text.charAt(from) == 'e' || text.charAt(from) == 'E')) {
      return power(text, from + 1);
    }
    int i = skipSpaces(text, from);
    if (i < text.length() && "×x*·".indexOf(text.charAt(i)) >= 0) {
      i = skipSpaces(text, i + 1);
      if (text.startsWith("10", i)) {
        i += 2;
        if (text.startsWith("**", i)) {
          return power(text, i + 2);
        }
        if (text.startsWith("^", i)) {
          int brace = text.startsWith("{", i + 1) ? 1 : 0;
          Exponent e = power(text, i + 1 + brace);
          return e == null ? null : new Exponent(e.power(), e.digits(), e.end() + brace);
        }
        return superscript(text, i);
      }
    }
    return null;
  }

  private static Exponent power(String text, int from) {
    int i = from;
    boolean negative = i < text.length() && text.charAt(i) == '-';
    if (negative || (i < text.length() && text.charAt(i) == '+')) {
      i++;
    }
    int first = i;
    int power = 0;
    while (digit(text, i)) {
      power = Math.min(10 * power + text.charAt(i++) - '0', 100_000);
    }
    return i == first ? null : new Exponent(negative ? -power : power, i - first, i);
  }

  private static Exponent superscript(String text, int from) {
    int i = from;
    boolean negative = i < text.length() && text.charAt(i) == '⁻';
    if (negative) {
      i++;
    }
    int first = i;
    int power = 0;
    while (i < text.length() && SUPERSCRIPTS.indexOf(text.charAt(i)) >= 0) {
      power = Math.min(10 * power + SUPERSCRIPTS.indexOf(text.charAt(i++)), 100_000);
    }
    return i == first ? null : new Exponent(negative ? -power : power, i - first, i);
  }

  static int skipSpaces(String text, int from) {
    int i = from;
    while (i < text.length() && isSpace(text.charAt(i))) {
      i++;
    }
    return i;
  }

  static boolean isSpace(char c) {
    return c == GROUP_SPACE || Character.isWhitespace(c);
  }
}
