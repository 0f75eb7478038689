package io.depthlm.common.task;

import java.util.List;

/**
 * Reads the number of an answer (docs/method.md, section 3): the number in the answer tag,
 * otherwise the last number in the text, in the task's unit, otherwise unparsed. Time grows
 * linearly with the text.
 *
 * <p>Decisions, beside those of {@link QuantityScanner} and {@link Numbers}:
 *
 * <ul>
 *   <li>The first closed tag counts, from the last opening before it: generation stops at the first
 *       {@code </answer>}, and an endpoint that goes on must give the same number. An opening that
 *       nothing closes counts from the last one to the end (the token limit cut it); a closing that
 *       nothing opened counts from the start (a prefix was fed).
 *   <li>Several numbers in the tag: the last one, as in the text.
 *   <li>A closed tag that holds words but no number ("cannot tell", "NaN") is the model's refusal:
 *       unparsed, whatever the reasoning says. An empty tag says nothing, so the text is read.
 *   <li>A number without a unit is in the task's unit. One with a unit of another dimension
 *       (seconds where metres are asked, percent, pixels) is passed over.
 *   <li>Digits of any script are digits; the minus, points and spaces of Unicode are theirs.
 *       Numbers in words ("two metres") are not read.
 *   <li>Zero and negative numbers are read as said; evaluation counts them as wrong. Infinite ones
 *       are not read.
 * </ul>
 */
public final class AnswerParser {
  private static final String OPEN = "<answer>";
  private static final String CLOSE = AnswerFormat.STOP;

  private AnswerParser() {}

  /**
   * Reads an answer.
   *
   * @param text the answer of the model; null is read as empty
   * @param task the question's task, for its unit
   */
  public static ParsedAnswer parse(String text, TaskSpec task) {
    if (text == null || text.isBlank()) {
      return ParsedAnswer.UNPARSED;
    }
    String plain = normalised(text);
    String lower = asciiLower(plain);
    int close = lower.indexOf(CLOSE);
    int open = lower.lastIndexOf(OPEN, close < 0 ? lower.length() : close);
    if (open < 0 && close < 0) {
      return last(plain, task);
    }
    String inside =
        plain.substring(open < 0 ? 0 : open + OPEN.length(), close < 0 ? plain.length() : close);
    if (open >= 0 && close >= 0 && !inside.isBlank()) {
      return last(inside, task);
    }
    ParsedAnswer tagged = last(inside, task);
    return tagged.status() == ParseStatus.OK ? tagged : last(plain, task);
  }

  private static ParsedAnswer last(String text, TaskSpec task) {
    List<QuantityScanner.Quantity> quantities = QuantityScanner.scan(text);
    for (int i = quantities.size() - 1; i >= 0; i--) {
      QuantityScanner.Quantity q = quantities.get(i);
      if (q.unit() == null || q.unit().dimension() == dimension(task)) {
        double value = q.inBase();
        if (!Double.isInfinite(value)) {
          return ParsedAnswer.of(value);
        }
      }
    }
    return ParsedAnswer.UNPARSED;
  }

  private static AnswerUnit.Dimension dimension(TaskSpec task) {
    return switch (task.kind().unit()) {
      case METRES -> AnswerUnit.Dimension.LENGTH;
      case METRES_PER_SECOND -> AnswerUnit.Dimension.SPEED;
      case SECONDS -> AnswerUnit.Dimension.TIME;
    };
  }

  /** Lower case that keeps every index; the tags are ASCII. */
  private static String asciiLower(String text) {
    StringBuilder out = new StringBuilder(text);
    for (int i = 0; i < out.length(); i++) {
      char c = out.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        out.setCharAt(i, (char) (c + ('a' - 'A')));
      }
    }
    return out.toString();
  }

  /** One character for one character, so that tags stay where they are. */
  private static String normalised(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      out.append(normalised(text.charAt(i)));
    }
    return out.toString();
  }

  private static char normalised(char c) {
    if (c < 0x80) {
      return c;
    }
    if (Character.isDigit(c)) {
      return (char) ('0' + Character.digit(c, 10));
    }
    return switch (c) {
      case '\u2212', '\ufe63', '\uff0d', '\u2010', '\u2011' -> '-';
      case '\uff0b' -> '+';
      case '\uff0e', '\u066b' -> '.';
      case '\uff0c', '\u066c' -> ',';
      case '\uff1c' -> '<';
      case '\uff1e' -> '>';
      case '\uff0f', '\u2044' -> '/';
      case '\uff05' -> '%';
      case '\u2009', '\u202f', '\u2007' -> Numbers.GROUP_SPACE;
      case '\u3000', '\u2002', '\u2003', '\u200a' -> ' ';
      default -> c;
    };
  }
}
