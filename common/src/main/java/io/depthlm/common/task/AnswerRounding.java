package io.depthlm.common.task;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.MathContext;

/**
 * What is left of a true number in an answer to learn.
 *
 * <p>δ1 counts ratios, and greedy decoding says the likeliest number. Where a model's doubt spans
 * many numbers of the same difference, as 20 to 30 m in steps of a metre, the likeliest is drawn
 * towards the near end and decided by noise; steps of the same ratio mend both.
 *
 * @param digits significant digits, zeros after them; 0 for all
 * @param stepsPerDecade numbers between 1 and 10 that are told apart, of one ratio each, as in the
 *     preferred numbers of IEC 60063 (24 for E24, nearly); 0 for all
 */
public record AnswerRounding(int digits, int stepsPerDecade) implements Serializable {
  /** Numbers as they are. */
  public static final AnswerRounding NONE = new AnswerRounding(0, 0);

  /** Checks that neither is negative. */
  public AnswerRounding {
    if (digits < 0 || stepsPerDecade < 0) {
      throw new IllegalArgumentException(digits + " digits, " + stepsPerDecade + " steps");
    }
  }

  /** The number to tell; steps are for numbers above 0, others keep their value. */
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
