package io.depthlm.common.metrics.structure;

/**
 * A labelled place of a picture, as far as it is known.
 *
 * @param xPx column in the original picture
 * @param yPx row, likewise
 * @param toSpace the point in space, in metres, of 1 m of depth as it is compared: camera
 *     coordinates x, y, z; null where the camera is not known
 * @param planeId the plane it lies on; null where it is on none, or not known
 * @param atBoundary whether it lies near a depth step; null where that is not known
 * @param step the depths of the two sides of that step; null where they are not known
 */
public record Spot(
    double xPx, double yPx, double[] toSpace, Integer planeId, Boolean atBoundary, Step step) {
  /**
   * The two sides of a depth step, in metres as they are compared.
   *
   * @param nearM the foreground's
   * @param farM the background's
   */
  public record Step(double nearM, double farM) {}
}
