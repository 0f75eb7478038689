package io.depthlm.common.vlm.train;

import java.io.Serializable;

/**
 * The learning rate of each step: a linear rise during the warm-up, then half a cosine down to
 * zero.
 *
 * @param peak the learning rate at the end of the warm-up
 * @param warmupSteps number of steps of the warm-up; may be 0
 * @param steps total number of steps
 */
public record CosineSchedule(double peak, long warmupSteps, long steps) implements Serializable {
  /** Checks the numbers. */
  public CosineSchedule {
    if (!(peak > 0) || warmupSteps < 0 || steps < 1 || warmupSteps > steps) {
      throw new IllegalArgumentException(
          "a learning rate of %s over %d steps, %d of them warm-up"
              .formatted(peak, steps, warmupSteps));
    }
  }

  /** The rate of a step, counted from 1; never zero within the run. */
  public double at(long step) {
    if (step <= warmupSteps) {
      return peak * step / warmupSteps;
    }
    double done = (double) (step - 1 - warmupSteps) / (steps - warmupSteps);
    return peak * 0.5 * (1 + Math.cos(Math.PI * done));
  }
}
