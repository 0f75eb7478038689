package io.depthlm.common.task;

import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.geometry.LabelKind;
import io.depthlm.common.geometry.Pose;
import java.util.List;

/**
 * The right answer to a question, in the task's own convention and unit.
 *
 * @param value the truth: metres, metres per second or seconds as the task says; a caller that
 *     needs a usable truth asks {@link #isUsable()}
 * @param kind {@link TaskKind#valueKind()}
 * @param unit {@link TaskKind.Unit#key()}
 * @param labelKind which depth the label was ingested as; null where the truth is not one pixel's
 *     depth
 * @param zM the pixel's depth along the axis; null likewise
 * @param radialM the pixel's distance; null likewise
 */
public record Truth(
    double value, String kind, String unit, LabelKind labelKind, Double zM, Double radialM) {

  /**
   * Computes a truth.
   *
   * @param camera the original image's intrinsics; read where several points are measured
   * @param points as many as {@link TaskKind#pointsPerQuestion()}
   * @param poses as many as {@link TaskKind#framesPerQuestion()} where that is more than one; not
   *     read otherwise
   * @throws IllegalArgumentException if there are too few or too many points or poses
   */
  public static Truth of(
      TaskSpec task, Intrinsics camera, List<GroundTruthPoint> points, List<Pose> poses) {
    TaskKind kind = task.kind();
    require(task, "points", kind.pointsPerQuestion(), points.size());
    if (kind.framesPerQuestion() > 1) {
      require(task, "poses", kind.framesPerQuestion(), poses.size());
    }
    double value = task.valueAt(kind.measurement().metres(camera, points, poses));
    if (kind.depthKind().isEmpty()) {
      return new Truth(value, kind.valueKind(), kind.unit().key(), null, null, null);
    }
    GroundTruthPoint p = points.get(0);
    return new Truth(
        value, kind.valueKind(), kind.unit().key(), p.labelKind(), p.zM(), p.radialM());
  }

  /** Whether the truth is positive and finite; relative errors of another have no meaning. */
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
