package io.depthlm.common.dataset;

import java.io.Serializable;
import java.util.Set;

/**
 * One labelled pixel.
 *
 * @param pointId unique in its frame. In the curated form it is the index in the line, rejected
 *     points counted; in raw formats {@code row · width + column} of the pixel, so that it is the
 *     same whichever points are sampled
 * @param xPx column in the original image, fractions kept, {@code 0 <= xPx < W}
 * @param yPx row, likewise
 * @param depthM the label in metres, positive and finite; its kind is the frame's to say
 * @param otherM the depth of the other kind where it was measured, too; null where it follows from
 *     the pixel's ray
 * @param region where it lies, or null when that is not known
 * @param planeId the number of the plane it lies on, or null
 * @param masks the masks it lies in, of those that its frame knows
 * @param step the depth step nearby, or null where there is none or it is not known
 */
public record LabelledPoint(
    int pointId,
    double xPx,
    double yPx,
    double depthM,
    Double otherM,
    Region region,
    Integer planeId,
    Set<PointMask> masks,
    DepthStep step)
    implements Serializable {
  /** A point of a format without planes and masks. */
  public LabelledPoint(int pointId, double xPx, double yPx, double depthM, Region region) {
    this(pointId, xPx, yPx, depthM, null, region, null, Set.of(), null);
  }
}
