package io.depthlm.jobs.scoring;

import io.depthlm.common.geometry.Intrinsics;

/**
 * Where an asked pixel is.
 *
 * @param xPx in the original picture
 * @param yPx likewise
 * @param camera null where the plan is of a version that did not keep it
 * @param planeId null where the pixel is on no plane, or it is not known
 * @param step the depth step nearby; null where it is not known
 */
public record AskedPlace(double xPx, double yPx, Intrinsics camera, Integer planeId, Step step) {
  /**
   * The two sides of a depth step.
   *
   * @param nearZM the foreground's depth along the axis
   * @param farZM the background's
   */
  public record Step(double nearZM, double farZM) {}
}
