package io.depthlm.common.dataset;

import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.geometry.LabelKind;
import io.depthlm.common.geometry.Pose;
import java.util.List;
import java.util.Set;

/**
 * A frame and its labelled points.
 *
 * @param imagePath relative to the image folder, normalised, inside it by construction
 * @param intrinsics as found: a focal length of 0 beside a usable one is not repaired here
 * @param points the usable points, in the order of the line
 * @param rejects the other points; every index of the line is in exactly one of the two
 * @param cameraToWorld the camera's pose, or null
 * @param sceneId the scene, or null
 */
public record CuratedFrame(
    String imagePath,
    Intrinsics intrinsics,
    List<LabelledPoint> points,
    List<PointReject> rejects,
    Pose cameraToWorld,
    String sceneId)
    implements LineResult {
  /** Copies the lists. */
  public CuratedFrame {
    points = List.copyOf(points);
    rejects = List.copyOf(rejects);
  }

  /**
   * As the frame of a data set.
   *
   * @param labelKind what the depths are
   * @param split the authors' split, or null
   */
  public DatasetFrame of(LabelKind labelKind, String split) {
    return new DatasetFrame(
        imagePath,
        new FrameImage.InFile(imagePath),
        intrinsics,
        cameraToWorld,
        sceneId,
        split,
        new FrameLabels(labelKind, null, points, rejects, Set.of()),
        null);
  }
}
