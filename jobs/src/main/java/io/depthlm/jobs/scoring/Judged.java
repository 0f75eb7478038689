package io.depthlm.jobs.scoring;

import java.util.List;

/**
 * A question with its end, truth and answer brought to what they are compared in.
 *
 * @param slices those it belongs to, {@link Slices#ALL} first
 * @param truth in the unit of the task
 * @param truthM the depth behind it, metres
 * @param answer in the unit of the task; NaN unless answered with a number
 * @param answerM the depth behind it, metres; NaN likewise
 */
public record Judged(
    List<String> slices,
    Standing standing,
    double truth,
    double truthM,
    double answer,
    double answerM) {
  private static final double DELTA = 1.25;

  /** What counts. */
  public enum Standing {
    /** Never asked. */
    REJECTED,
    /** Asked, and its truth is out of range. */
    EXCLUDED,
    /** With a number, positive or not. */
    ANSWERED,
    UNPARSED,
    FAILED
  }

  /** Whether it counts in δ1, right or wrong. */
  public boolean isScored() {
    return standing != Standing.REJECTED && standing != Standing.EXCLUDED;
  }

  /** Whether the answer is a positive number. */
  public boolean isUsable() {
    return answer > 0;
  }

  /** Whether δ1 counts it as right. */
  public boolean isRight() {
    return answer > 0 && Math.max(answer / truth, truth / answer) < DELTA;
  }

  /** |ln answer − ln truth|; infinite without a positive number. */
  public double error() {
    return answer > 0 ? Math.abs(Math.log(answer) - Math.log(truth)) : Double.POSITIVE_INFINITY;
  }
}
