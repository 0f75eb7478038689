package io.depthlm.common.vlm.train;

import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.geometry.Pose;
import io.depthlm.common.imaging.FocalPlan;
import io.depthlm.common.imaging.FramePreparer;
import io.depthlm.common.imaging.PreparedFrame;
import io.depthlm.common.imaging.RgbImage;
import io.depthlm.common.task.GroundTruthPoint;
import java.util.List;

/**
 * A frame resized to the unified focal length, once for all the steps that draw from it, and its
 * labelled pixels.
 *
 * @param frameId the frame in messages
 * @param frame the resized pixels and their camera
 * @param camera the camera of the original pixels, as ingested
 * @param pose where the camera stood; null if that is not known
 * @param nextFrameId the frame that follows in its scene; null if there is none, or it is not asked
 *     for
 * @param labels in the order of the table
 */
public record TrainingFrame(
    String frameId,
    PreparedFrame frame,
    Intrinsics camera,
    Pose pose,
    String nextFrameId,
    List<Label> labels) {
  /**
   * A labelled pixel.
   *
   * @param xPx its column in the resized picture
   * @param yPx its row there
   * @param point the pixel as ingested
   */
  public record Label(int xPx, int yPx, GroundTruthPoint point) {}

  /** Copies the labels. */
  public TrainingFrame {
    labels = List.copyOf(labels);
  }

  /**
   * Resizes a decoded frame.
   *
   * @param camera as ingested, of the original pixels
   * @throws io.depthlm.common.imaging.ImageRejected if the camera or the size is not usable
   */
  public static TrainingFrame prepare(
      String frameId,
      RgbImage image,
      Intrinsics camera,
      List<GroundTruthPoint> points,
      ExampleRecipe recipe) {
    FocalPlan plan = recipe.asking().plan(camera);
    List<Label> labels =
        points.stream().map(p -> new Label(plan.mapX(p.xPx()), plan.mapY(p.yPx()), p)).toList();
    return new TrainingFrame(
        frameId, FramePreparer.prepare(image, plan), camera, null, null, labels);
  }

  /**
   * This frame in its scene.
   *
   * @param pose where the camera stood, or null
   * @param nextFrameId the frame that follows, or null
   */
  public TrainingFrame in(Pose pose, String nextFrameId) {
    return new TrainingFrame(frameId, frame, camera, pose, nextFrameId, labels);
  }
}
