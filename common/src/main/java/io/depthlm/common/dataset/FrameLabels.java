package io.depthlm.common.dataset;

import io.depthlm.common.geometry.LabelKind;
import java.io.Serializable;
import java.util.List;
import java.util.Set;

/**
 * The labels of a frame.
 *
 * @param kind what their depths are
 * @param mode how they were read, or null for a format that has one way only
 * @param points the usable points
 * @param rejects points that cannot be used
 * @param masks which masks are known here: for these a point says yes or no
 */
public record FrameLabels(
    LabelKind kind,
    LabelMode mode,
    List<LabelledPoint> points,
    List<PointReject> rejects,
    Set<PointMask> masks)
    implements Serializable {
  /** Copies the collections. */
  public FrameLabels {
    points = List.copyOf(points);
    rejects = List.copyOf(rejects);
    masks = Set.copyOf(masks);
  }
}
