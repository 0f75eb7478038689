package io.depthlm.common.task;

import java.util.List;
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
  private static final int MOST_CHARACTERS = 2 * NumberPart.MOST_DIGITS;

  private final String number;
  private final WrittenNumber nearest;

  private ExpectedError(String number) {
    this.number = number;
    int point = number.indexOf('.');
    this.nearest =
        new WrittenNumber(Double.parseDouble(number), point < 0 ? 0 : number.length() - point - 1);
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
    if (last == null || last.length() > MOST_CHARACTERS || !(Double.parseDouble(last) > 0)) {
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
      while (to < tokens.size() && tokens.get(to).own().isPart()) {
        said.append(tokens.get(to++).own().text());
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
    WrittenNumber.Beginning before = WrittenNumber.Beginning.NOTHING;
    for (TokenOdds digit : digits) {
      double all = 0;
      double own = 0;
      double error = 0;
      List<NumberPart> tokens = digit.tokens();
      double[] odds = digit.odds();
      for (int i = 0; i < odds.length; i++) {
        if (odds[i] == 0) {
          continue;
        }
        if (tokens.get(i).text().equals(digit.own().text())) {
          own = odds[i];
          all += own;
        } else if (before.canBeFollowedBy(tokens.get(i))) {
          double truth = nearest.beginningWith(before.then(tokens.get(i)));
          if (truth > 0) {
            all += odds[i];
            error += odds[i] * nearest.error(truth);
          }
        }
      }
      if (all > 0) {
        expected += reached * error / all;
        reached *= own / all;
      }
      before = before.then(digit.own());
    }
    return expected;
  }
}
