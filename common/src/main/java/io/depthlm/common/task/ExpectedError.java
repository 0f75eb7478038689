package io.depthlm.common.task;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The absolute relative error that a model's own distribution over digits leads to expect of its
 * answer: docs/method.md, section 9.
 *
 * <p>Greedy decoding tells what each digit could have been, and not what would have followed it. An
 * alternative therefore counts as the number that begins with it and is nearest to the answer, so
 * the figure is the least that the distribution allows.
 */
public final class ExpectedError {
  private static final Pattern NUMBER = Pattern.compile("[0-9]+(?:\\.[0-9]+)?");
  private static final Pattern PART = Pattern.compile("[0-9]+|\\.");
  private static final int MOST_DIGITS = 9;

  private final String number;
  private final double value;
  private final int decimals;

  private ExpectedError(String number) {
    this.number = number;
    this.value = Double.parseDouble(number);
    this.decimals = decimals(number);
  }

  /**
   * The expected error of an answer; empty where its number is not positive, or is not made of
   * tokens that are digits or a point.
   *
   * @param text the answer, as {@link AnswerParser} reads it
   * @param tokens the answer's tokens in their order
   */
  public static OptionalDouble of(String text, List<TokenOdds> tokens) {
    int close = text.indexOf(AnswerFormat.STOP);
    Matcher numbers = NUMBER.matcher(close < 0 ? text : text.substring(0, close));
    String last = null;
    while (numbers.find()) {
      last = numbers.group();
    }
    if (last == null || last.length() > 2 * MOST_DIGITS || !(Double.parseDouble(last) > 0)) {
      return OptionalDouble.empty();
    }
    // A model that thinks before it answers decides the first time that it says the number.
    return new ExpectedError(last).ofFirst(tokens);
  }

  private OptionalDouble ofFirst(List<TokenOdds> tokens) {
    int from = 0;
    while (from < tokens.size()) {
      int to = from;
      StringBuilder said = new StringBuilder();
      while (to < tokens.size() && PART.matcher(tokens.get(to).text()).matches()) {
        said.append(tokens.get(to++).text());
      }
      // the point may end a sentence
      int end = said.length() > 0 && said.charAt(said.length() - 1) == '.' ? to - 1 : to;
      if (end > from && said.toString().equals(end == to ? number : number + ".")) {
        return OptionalDouble.of(expected(tokens.subList(from, end)));
      }
      from = to + 1;
    }
    return OptionalDouble.empty();
  }

  private double expected(List<TokenOdds> digits) {
    double expected = 0;
    double reached = 1;
    String before = "";
    for (TokenOdds digit : digits) {
      double all = 0;
      double own = 0;
      double error = 0;
      for (Map.Entry<String, Double> one : digit.odds().entrySet()) {
        if (one.getKey().equals(digit.text())) {
          own = one.getValue();
          all += own;
        } else if (canFollow(before, one.getKey())) {
          double nearest = nearest(before + one.getKey());
          if (nearest > 0) {
            all += one.getValue();
            error += one.getValue() * Math.abs(value - nearest) / nearest;
          }
        }
      }
      if (all > 0) {
        expected += reached * error / all;
        reached *= own / all;
      }
      before += digit.text();
    }
    return expected;
  }

  private static boolean canFollow(String before, String token) {
    boolean point = token.equals(".");
    return PART.matcher(token).matches()
        && token.length() <= MOST_DIGITS
        && !(point && (before.isEmpty() || before.contains(".")));
  }

  /**
   * Of the numbers with as many decimals as the answer that begin with these characters, the one
   * with the least relative error to the answer; 0 if none is positive.
   */
  private double nearest(String beginning) {
    if (beginning.length() > 1 && beginning.charAt(0) == '0' && beginning.charAt(1) != '.') {
      return 0; // nobody writes 05
    }
    double unit = Math.pow(10, -decimals);
    if (beginning.contains(".")) {
      double low = Double.parseDouble(beginning);
      int told = decimals(beginning);
      return told >= decimals ? low : within(low, low + Math.pow(10, -told) - unit, unit);
    }
    double digits = Double.parseDouble(beginning);
    double best = 0;
    // digits may follow before the point, unless all so far are zeros
    int most = digits > 0 ? MOST_DIGITS : 0;
    for (int more = 0; more <= most; more++) {
      double power = Math.pow(10, more);
      double one = within(digits * power, (digits + 1) * power - unit, unit);
      if (one > 0 && (best == 0 || error(one) < error(best))) {
        best = one;
      }
    }
    return best;
  }

  private double error(double truth) {
    return Math.abs(value - truth) / truth;
  }

  private double within(double low, double high, double unit) {
    double positive = low > 0 ? low : unit;
    return high < positive ? 0 : Math.max(positive, Math.min(high, value));
  }

  private static int decimals(String number) {
    int point = number.indexOf('.');
    return point < 0 ? 0 : number.length() - point - 1;
  }
}
