package io.depthlm.common.task;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.MathContext;

/**
 * The rounding of numbers in training answers.
 *
 * <p>δ1 measures ratios, and greedy decoding picks the most likely number. If a model is uncertain
 * over many equally spaced numbers, such as 20 to 30 m in steps of a metre, the most likely one is
 * biased towards the near end and depends on noise. Geometric steps avoid both.
 *
 * @param digits number of significant digits, followed by zeros; 0 for all
 * @param stepsPerDecade number of geometric steps between 1 and 10, as in the preferred numbers of
 *     IEC 60063 (24 is close to E24); 0 for no rounding
 */
public record AnswerRounding(int digits, int stepsPerDecade) implements Serializable {
  /** No rounding. */
  public static final AnswerRounding NONE = new AnswerRounding(0, 0);

  /** Checks that neither is negative. */
  public AnswerRounding {
    if (digits < 0 || stepsPerDecade < 0) {
      throw new IllegalArgumentException(digits + " digits, " + stepsPerDecade + " steps");
    }
  }

  /** The rounded number; only positive numbers are rounded to steps. */
  public double of(double value) {
    double stepped = value;
    if (stepsPerDecade > 0 && value > 0) {
      double step = StrictMath.rint(StrictMath.log10(value) * stepsPerDecade);
      stepped = StrictMath.pow(10, step / stepsPerDecade);
    }
    return digits == 0
        ? stepped
        : new BigDecimal(stepped).round(new MathContext(digits)).doubleValue();
  }
}
