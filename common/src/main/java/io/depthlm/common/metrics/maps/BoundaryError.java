package io.depthlm.common.metrics.maps;

/**
 * iBims-1's depth boundary errors (Koch et al. 2018) between the Canny edges of two maps, in
 * pixels, distances cut off at 10.
 *
 * @param accuracyPx mean distance of the answer's edges from the truth's, of those nearer than 10;
 *     10 where there are none
 * @param completenessPx mean of the distances of the answer's edges from the truth's and of the
 *     truth's from the answer's; 10 where no edge of the answer is near
 */
record BoundaryError(double accuracyPx, double completenessPx) {
  private static final int REACH_PX = 10;

  /** Null where the truth has no edge. */
  static BoundaryError of(boolean[] truth, boolean[] answer, int width, int height) {
    double near = 0;
    long nearEdges = 0;
    double all = 0;
    long edges = 0;
    boolean any = false;
    for (int i = 0; i < truth.length; i++) {
      any |= truth[i];
      if (answer[i]) {
        double distance = distance(truth, width, height, i);
        if (distance < REACH_PX) {
          near += distance;
          nearEdges++;
        }
        all += distance;
        edges++;
      }
      if (truth[i]) {
        all += distance(answer, width, height, i);
        edges++;
      }
    }
    if (!any) {
      return null;
    }
    return nearEdges == 0
        ? new BoundaryError(REACH_PX, REACH_PX)
        : new BoundaryError(near / nearEdges, all / edges);
  }

  /** The distance to the nearest set pixel, at most {@link #REACH_PX}. */
  private static double distance(boolean[] edges, int width, int height, int place) {
    int x0 = place % width;
    int y0 = place / width;
    int nearest = REACH_PX * REACH_PX;
    for (int y = Math.max(0, y0 - REACH_PX); y <= Math.min(height - 1, y0 + REACH_PX); y++) {
      for (int x = Math.max(0, x0 - REACH_PX); x <= Math.min(width - 1, x0 + REACH_PX); x++) {
        if (edges[y * width + x]) {
          nearest = Math.min(nearest, (x - x0) * (x - x0) + (y - y0) * (y - y0));
        }
      }
    }
    return Math.sqrt(nearest);
  }
}
