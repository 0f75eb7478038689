package io.depthlm.jobs.ingest;

import io.depthlm.common.core.Ids;
import io.depthlm.common.core.RejectReason;
import io.depthlm.common.dataset.DepthFile;
import io.depthlm.common.dataset.LabelMode;
import io.depthlm.common.dataset.PointMask;
import io.depthlm.common.dataset.Region;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.geometry.LabelKind;
import io.depthlm.common.geometry.Pose;
import io.depthlm.jobs.rows.Column;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * The outcome of one input line, or of one frame of a unit.
 *
 * @param frameId its id; null where the line gave none
 * @param image the picture, or null where the frame is rejected
 * @param split the authors' split, or null
 * @param labels what its points' labels are, or null where the frame is rejected
 * @param depth its dense depth, or null
 * @param points usable points, empty where the frame is rejected
 * @param rejects what could not be used
 */
record StagedFrame(
    String frameId,
    Image image,
    Intrinsics camera,
    Pose cameraToWorld,
    String sceneId,
    String split,
    Labels labels,
    DepthFile depth,
    List<Point> points,
    List<Reject> rejects) {

  /**
   * @param bytes the picture itself where it is kept in {@code images}, or null
   */
  record Image(String sha256, ImageSource.Place place, byte[] bytes) {}

  /**
   * @param mode null for a format that has one way only
   * @param masks which masks are known of the frame's points
   */
  record Labels(LabelKind kind, LabelMode mode, Set<PointMask> masks) {}

  record Point(
      int pointId,
      double xPx,
      double yPx,
      double zM,
      double radialM,
      Region region,
      Integer planeId,
      Set<PointMask> masks,
      Step step) {}

  /** The two sides of a depth step, along the optical axis. */
  record Step(double nearZM, double farZM) {}

  /**
   * @param frameId empty where none is known
   * @param pointId −1 for the whole frame or line
   * @param points how many points are lost by it
   */
  record Reject(
      String frameId,
      int pointId,
      @Column("n_points") int points,
      RejectReason reason,
      String detail) {}

  /** A line that gives no frame. */
  static StagedFrame rejected(String frameId, Reject reject) {
    return rejected(frameId, List.of(reject));
  }

  /** A frame that is lost, with what was wrong with it. */
  static StagedFrame rejected(String frameId, List<Reject> rejects) {
    return new StagedFrame(frameId, null, null, null, null, null, null, null, List.of(), rejects);
  }

  boolean usable() {
    return image != null;
  }

  /**
   * A hash of everything the tables will say of this frame and its points, so that comparing frames
   * is enough to find out what changed.
   */
  String contentHash() {
    StringBuilder all = new StringBuilder(64 * points.size() + 256);
    all.append(camera)
        .append(cameraToWorld == null ? "" : Arrays.toString(cameraToWorld.cameraToWorld()))
        .append(labels.kind.key());
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
          .append(p.region == null ? "" : p.region.key());
      if (p.step != null) {
        all.append(",step ").append(p.step.nearZM).append('-').append(p.step.farZM);
      }
      if (p.planeId != null) {
        all.append(",plane ").append(p.planeId);
      }
      p.masks.stream().sorted().forEach(mask -> all.append(',').append(mask.column()));
      all.append(';');
    }
    // Only what a frame has: the hash of a frame without these is as it always was.
    if (labels.mode != null) {
      all.append(labels.mode.key());
    }
    labels.masks.stream().sorted().forEach(mask -> all.append(mask.column()));
    if (depth != null) {
      all.append(depth);
    }
    return Ids.of(image.sha256, image.place.key(), split, sceneId, all.toString());
  }
}
