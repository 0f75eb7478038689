package io.depthlm.jobs.ask;

import io.depthlm.common.engine.Answer;
import io.depthlm.common.geometry.Pixel;

/**
 * The answer to a question about one pixel.
 *
 * @param at in the image as it was given
 * @param answer null where the pixel was not asked about: the border rule, or its depth is
 *     interpolated
 * @param depth null where the answer holds no positive number
 * @param latencyMs of the engine call, shared by the questions answered with it
 */
public record PointAnswer(Pixel at, Answer answer, Depth depth, double latencyMs) {
  /** Whether the depth is interpolated from the answers around it. */
  public boolean isInterpolated() {
    return answer == null && depth != null;
  }

  /** One distance in its two meanings, metres. */
  public record Depth(double zM, double radialM) {}
}
