package io.depthlm.common.task;

import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.geometry.LabelKind;
import io.depthlm.common.geometry.Pose;
import java.util.List;

/**
 * The true answer to a question, in the convention and unit of the task.
 *
 * @param value metres, metres per second or seconds; see {@link #isUsable()}
 * @param kind {@link TaskKind#valueKind()}
 * @param unit {@link TaskKind.Unit#key()}
 * @param labelKind the kind of depth of the ingested label; null if the truth is not the depth of
 *     one pixel
 * @param zM depth of the pixel along the optical axis; null likewise
 * @param radialM distance of the pixel from the camera centre; null likewise
 */
public record Truth(
    double value, String kind, String unit, LabelKind labelKind, Double zM, Double radialM) {

  /**
   * Computes a truth.
   *
   * @param camera intrinsics of the original image as ingested; used for tasks about several
   *     points, with the repair of docs/method.md, section 2, step 1
   * @param points as many as {@link TaskKind#pointsPerQuestion()}
   * @param poses as many as {@link TaskKind#framesPerQuestion()} if that is more than one; unused
   *     otherwise
   * @throws IllegalArgumentException if there are too few or too many points or poses
   */
  public static Truth of(
      TaskSpec task, Intrinsics camera, List<GroundTruthPoint> points, List<Pose> poses) {
    TaskKind kind = task.kind();
    require(task, "points", kind.pointsPerQuestion(), points.size());
    if (kind.framesPerQuestion() > 1) {
      require(task, "poses", kind.framesPerQuestion(), poses.size());
    }
    double value = task.valueAt(kind.measurement().metres(camera.repaired(), points, poses));
    if (kind.depthKind().isEmpty()) {
      return new Truth(value, kind.valueKind(), kind.unit().key(), null, null, null);
    }
    GroundTruthPoint p = points.get(0);
    return new Truth(
        value, kind.valueKind(), kind.unit().key(), p.labelKind(), p.zM(), p.radialM());
  }

  /** Whether the truth is positive and finite; otherwise a relative error has no meaning. */
  public boolean isUsable() {
    return value > 0 && !Double.isInfinite(value);
  }

  private static void require(TaskSpec task, String what, int wanted, int found) {
    if (wanted != found) {
      throw new IllegalArgumentException(
          "task '%s' needs %d %s, found %d".formatted(task.kind().key(), wanted, what, found));
    }
  }
}
