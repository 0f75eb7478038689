package io.depthlm.common.task;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * The format of the answers that models are trained on (docs/method.md, section 3): the reasoning
 * in a think tag, a blank line, and the number with two decimals and no unit in an answer tag.
 * Reasoning about speed and time states the distance first and then divides.
 */
public final class AnswerFormat {
  /** The end of such an answer; generation may stop here. */
  public static final String STOP = "</answer>";

  /** Whether an answer states its reasoning. */
  public enum Thinking {
    /** The reasoning in a think tag comes first, as in the paper. */
    WITH,
    /** The number only. */
    WITHOUT
  }

  private AnswerFormat() {}

  /** The text before the first number of every answer to this task. */
  public static String prefix(TaskKind task) {
    return task.measurement().opening();
  }

  /**
   * The answer for a truth.
   *
   * @param value the value of {@link Truth#value()}, in the unit of the task
   */
  public static String render(TaskSpec task, double value) {
    String said = decimals(value);
    String distance = decimals(task.distanceM(value));
    Measurement measured = task.kind().measurement();
    String reasoning =
        distance
            + measured.closing()
            + task.kind()
                .division()
                .map(division -> division.reasoning().formatted(distance, parameter(task), said))
                .orElse("");
    return prefix(task.kind()) + reasoning + " </think>\n\n<answer> " + said + " " + STOP;
  }

  /**
   * The answer to where a pixel is, which no benchmark asks. It begins like an answer about a
   * distance, so that a model that learns positions first attends to the same pixel from the same
   * word when it learns distances.
   *
   * @param column tenth of the picture's width, 0 to 9
   * @param row tenth of its height, 0 to 9
   */
  public static String place(int column, int row) {
    String place = column + " " + row;
    return Measurement.PixelDepth.OPENING + place + " </think>\n\n<answer> " + place + " " + STOP;
  }

  /** The answer for a truth, with or without reasoning. */
  public static String render(TaskSpec task, double value, Thinking thinking) {
    String whole = render(task, value);
    return thinking == Thinking.WITH ? whole : whole.substring(whole.indexOf("<answer>"));
  }

  private static String parameter(TaskSpec task) {
    return PromptTemplate.plain(task.parameter());
  }

  /** Two decimals of the exact binary value, half to even, as Python's {@code .2f} writes them. */
  private static String decimals(double value) {
    return new BigDecimal(value).setScale(2, RoundingMode.HALF_EVEN).toPlainString();
  }
}
