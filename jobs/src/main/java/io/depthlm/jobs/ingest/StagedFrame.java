package io.depthlm.jobs.ingest;

import io.depthlm.common.core.Ids;
import io.depthlm.common.dataset.Region;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.geometry.LabelKind;
import io.depthlm.common.geometry.Pose;
import java.util.Arrays;
import java.util.List;

/**
 * What one input line came to.
 *
 * @param frameId the image path relative to the image folder; null where the line gave none
 * @param image the picture, or null where the frame is rejected
 * @param points usable points, empty where the frame is rejected
 * @param rejects what could not be used
 */
record StagedFrame(
    String frameId,
    Image image,
    Intrinsics camera,
    Pose cameraToWorld,
    String sceneId,
    List<Point> points,
    List<Reject> rejects) {

  record Image(String sha256, ImageSource.Place place) {}

  record Point(int pointId, double xPx, double yPx, double zM, double radialM, Region region) {}

  /**
   * @param frameId empty where none is known
   * @param pointId −1 for the whole frame or line
   * @param points how many points are lost by it
   */
  record Reject(String frameId, int pointId, int points, String reason, String detail) {}

  /** A line that gives no frame. */
  static StagedFrame rejected(String frameId, Reject reject) {
    return new StagedFrame(frameId, null, null, null, null, List.of(), List.of(reject));
  }

  boolean usable() {
    return image != null;
  }

  /**
   * A hash of everything the tables will say of this frame and its points, so that comparing frames
   * is enough to find out what changed.
   */
  String contentHash(LabelKind kind, String split) {
    StringBuilder all = new StringBuilder(64 * points.size() + 256);
    all.append(camera)
        .append(cameraToWorld == null ? "" : Arrays.toString(cameraToWorld.cameraToWorld()))
        .append(kind.key());
    for (Point p : points) {
      all.append(p.pointId)
          .append(',')
          .append(p.xPx)
          .append(',')
          .append(p.yPx)
          .append(',')
          .append(p.zM)
          .append(',')
          .append(p.radialM)
          .append(',')
          .append(p.region == null ? "" : p.region.key())
          .append(';');
    }
    return Ids.of(image.sha256, image.place.key(), split, sceneId, all.toString());
  }
}
