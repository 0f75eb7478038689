package io.depthlm.common.task;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Finds the quantities of a text in one pass, left to right.
 *
 * <p>Decisions:
 *
 * <ul>
 *   <li>A number glued to letters or underscores is a quantity only if the letters behind it are a
 *       unit: {@code 2.35m} is, {@code 3fa9}, {@code 3D}, {@code 2nd}, {@code x7} and {@code
 *       640x480} are not. Chinese and Japanese characters do not glue, those languages write no
 *       spaces.
 *   <li>A minus is a sign where it touches the digit and no letter, digit or unit stands before it.
 *   <li>{@code 2-3}, {@code 2 – 3}, {@code 2 to 3}, {@code 2~3} and {@code between 2 and 3} with
 *       the smaller number first are one quantity, the middle.
 *   <li>{@code 5 ft 3 in}, {@code 5'3"}, {@code 2 m 35 cm}, {@code 1 km 200 m} and {@code 1 min 5
 *       s} are one quantity, the sum; a whole number first, and the rest less than one of the
 *       first.
 *   <li>{@code 2.35 ± 0.1} is 2.35.
 *   <li>A number touching a slash ({@code 1/2}, a date) is not read; one behind a spaced slash is.
 *   <li>{@code in} is inches only at the end of a phrase: "2.35 in front" has no unit. A quotation
 *       mark is a unit only in {@code 5'3"}.
 * </ul>
 */
final class QuantityScanner {
  /**
   * A number and its unit.
   *
   * @param value as written
   * @param unit null if it has none
   * @param start index of its first character
   * @param end index after its last
   */
  record Quantity(double value, AnswerUnit unit, int start, int end) {
    double inBase() {
      return unit == null ? value : value * unit.inBase();
    }
  }

  private static final int MAX_JOINT = 3;
  private static final Set<String> RANGE_WORDS = Set.of("-", "–", "—", "~", "to");

  private final String text;
  private final List<Quantity> found = new ArrayList<>();

  private QuantityScanner(String text) {
    this.text = text;
  }

  /** The quantities of a normalised text, in order. */
  static List<Quantity> scan(String text) {
    QuantityScanner scanner = new QuantityScanner(text);
    scanner.run();
    return scanner.found;
  }

  private void run() {
    int i = 0;
    while (i < text.length()) {
      if (!Numbers.begins(text, i)) {
        i++;
      } else if (gluedBefore(i)) {
        i = skipToken(i);
      } else {
        i = number(i);
      }
    }
  }

  /**
   * Reads the number at a position with its unit and tolerance.
   *
   * @return the position to continue at
   */
  private int number(int start) {
    Numbers.Found n = Numbers.at(text, start);
    AnswerUnit previous = found.isEmpty() ? null : found.get(found.size() - 1).unit();
    UnitReader.Found unit = UnitReader.after(text, n.end(), previous);
    if (unit.end() == n.end() && gluedAfter(n.end())) {
      return skipToken(n.end());
    }
    if (Double.isNaN(n.value()) || touchesSlash(start, n.end())) {
      return n.end();
    }
    boolean negative = isSign(start);
    int first = negative ? start - 1 : start;
    add(new Quantity(negative ? -n.value() : n.value(), unit.unit(), first, unit.end()));
    return unit.end();
  }

  private void add(Quantity next) {
    if (found.isEmpty()) {
      found.add(next);
      return;
    }
    Quantity last = found.get(found.size() - 1);
    String between = between(last.end(), next.start());
    Quantity joined = joined(last, between, next);
    if (joined == null) {
      found.add(next);
    } else {
      found.set(found.size() - 1, joined);
    }
  }

  private Quantity joined(Quantity last, String between, Quantity next) {
    if (between == null) {
      return null;
    }
    // a minus that touches the tolerance was read as its sign
    if (between.equals("±") || between.equals("+/-") || between.equals("+/")) {
      AnswerUnit unit = last.unit() == null ? next.unit() : last.unit();
      return new Quantity(last.value(), unit, last.start(), next.end());
    }
    boolean range =
        RANGE_WORDS.contains(between) || (between.equals("and") && precededByBetween(last.start()));
    if (range) {
      AnswerUnit unit = next.unit() == null ? last.unit() : next.unit();
      double low =
          last.unit() == null && unit != null ? last.value() * unit.inBase() : last.inBase();
      double high =
          next.unit() == null && unit != null ? next.value() * unit.inBase() : next.inBase();
      boolean oneKind =
          last.unit() == null || next.unit() == null || last.unit().dimension() == unit.dimension();
      if (oneKind && low < high && low >= 0) {
        double middle = low + (high - low) / 2;
        return new Quantity(
            unit == null ? middle : middle / unit.inBase(), unit, last.start(), next.end());
      }
      return null;
    }
    if ((between.isEmpty() || between.equals("and")) && compound(last, next)) {
      double sum = (last.inBase() + next.inBase()) / last.unit().inBase();
      return new Quantity(sum, last.unit(), last.start(), next.end());
    }
    return null;
  }

  /**
   * Whether two quantities form one: a whole number of a unit, followed by less than one of it in a
   * smaller unit.
   */
  private static boolean compound(Quantity last, Quantity next) {
    if (last.unit() == null || next.unit() == null) {
      return false;
    }
    double ratio = last.unit().inBase() / next.unit().inBase();
    boolean system =
        isNear(ratio, 12) || isNear(ratio, 60) || isNear(ratio, 100) || isNear(ratio, 1000);
    return last.unit().dimension() == next.unit().dimension()
        && system
        && last.value() == Math.rint(last.value())
        && last.value() >= 0
        && next.value() >= 0
        && next.value() < ratio;
  }

  private static boolean isNear(double a, double b) {
    return Math.abs(a - b) < 1e-9 * b;
  }

  /** The trimmed text between two quantities, or null if it is too long to join them. */
  private String between(int from, int to) {
    int a = Numbers.skipSpaces(text, from);
    int b = to;
    while (b > a && Numbers.isSpace(text.charAt(b - 1))) {
      b--;
    }
    if (a >= b) {
      return "";
    }
    return b - a > MAX_JOINT ? null : text.substring(a, b).toLowerCase(Locale.ROOT);
  }

  private boolean precededByBetween(int start) {
    int end = start;
    while (end > 0 && Numbers.isSpace(text.charAt(end - 1)) && start - end < 5) {
      end--;
    }
    return text.regionMatches(true, end - 7, "between", 0, 7);
  }

  private boolean isSign(int start) {
    if (start == 0 || text.charAt(start - 1) != '-') {
      return false;
    }
    int before = start - 2;
    if (before >= 0 && UnitReader.glues(text.charAt(before))) {
      return false;
    }
    return before < 0 || ".)]}%°".indexOf(text.charAt(before)) < 0;
  }

  private boolean touchesSlash(int start, int end) {
    return (start > 0
            && text.charAt(start - 1) == '/'
            && start > 1
            && Numbers.digit(text, start - 2))
        || (end < text.length() && text.charAt(end) == '/' && Numbers.digit(text, end + 1));
  }

  private boolean gluedBefore(int i) {
    return i > 0 && UnitReader.glues(text.charAt(i - 1)) && !endsQuantity(i);
  }

  /** {@code 5'3"} and {@code 5ft3in}: what stands before is a unit already read. */
  private boolean endsQuantity(int i) {
    return !found.isEmpty() && found.get(found.size() - 1).end() == i;
  }

  private boolean gluedAfter(int i) {
    return i < text.length() && UnitReader.glues(text.charAt(i));
  }

  private int skipToken(int from) {
    int i = from;
    while (i < text.length()
        && (UnitReader.glues(text.charAt(i))
            || (".,".indexOf(text.charAt(i)) >= 0 && Numbers.digit(text, i + 1)))) {
      i++;
    }
    return Math.max(i, from + 1);
  }
}
