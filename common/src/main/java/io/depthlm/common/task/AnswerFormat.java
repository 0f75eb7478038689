package io.depthlm.common.task;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * The answer as it is learnt (docs/method.md, section 3): the reasoning in a think tag, a blank
 * line, the number with two decimals and no unit in an answer tag. Reasoning tasks state the
 * distance first, then divide.
 */
public final class AnswerFormat {
  /** Where a learnt answer ends; generation may stop here. */
  public static final String STOP = "</answer>";

  /** Whether an answer says what it follows from before it is given. */
  public enum Thinking {
    /** As the paper trains: the reasoning in a think tag first. */
    WITH,
    /** The number alone. */
    WITHOUT
  }

  private AnswerFormat() {}

  /** The words before the first number of every answer to this task. */
  public static String prefix(TaskKind task) {
    return task.measurement().opening();
  }

  /**
   * The learnt answer for a truth.
   *
   * @param value the answer in the task's unit, as {@link Truth#value()} has it
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
   * The answer about a pixel's place, which no benchmark asks: in the words of a distance as far as
   * they go, so that a model which learns the place first looks at the same pixel from the same
   * word when it learns the distance.
   *
   * @param column tenth of the picture's width, 0 to 9
   * @param row tenth of its height, 0 to 9
   */
  public static String place(int column, int row) {
    String place = column + " " + row;
    return Measurement.PixelDepth.OPENING + place + " </think>\n\n<answer> " + place + " " + STOP;
  }

  /** The learnt answer for a truth, with its reasoning or without. */
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
