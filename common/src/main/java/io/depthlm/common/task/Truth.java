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
   * @param camera the original image's intrinsics; read by {@link TaskKind#POINT_DISTANCE} only
   * @param points as many as {@link TaskKind#pointsPerQuestion()}
   * @param poses as many as {@link TaskKind#framesPerQuestion()} for {@link
   *     TaskKind#CAMERA_MOTION}; not read by the others
   * @throws IllegalArgumentException if there are too few or too many points or poses
   */
  public static Truth of(
      TaskSpec task, Intrinsics camera, List<LabelledPoint> points, List<Pose> poses) {
    TaskKind kind = task.kind();
    require(task, "points", kind.pointsPerQuestion(), points.size());
    return switch (kind) {
      case DISTANCE, AXIS_DISTANCE, SPEED, TIME -> {
        LabelledPoint p = points.get(0);
        double depthM = kind.depthKind().orElseThrow() == LabelKind.Z ? p.zM() : p.radialM();
        yield new Truth(
            task.valueAt(depthM),
            kind.valueKind(),
            kind.unit().key(),
            p.labelKind(),
            p.zM(),
            p.radialM());
      }
      case POINT_DISTANCE -> metric(kind, distanceM(camera, points.get(0), points.get(1)));
      case CAMERA_MOTION -> {
        require(task, "poses", kind.framesPerQuestion(), poses.size());
        yield metric(kind, poses.get(0).distanceM(poses.get(1)));
      }
    };
  }

  /** Whether the truth is positive and finite; relative errors of another have no meaning. */
  public boolean isUsable() {
    return value > 0 && !Double.isInfinite(value);
  }

  private static Truth metric(TaskKind kind, double valueM) {
    return new Truth(valueM, kind.valueKind(), kind.unit().key(), null, null, null);
  }

  private static double distanceM(Intrinsics camera, LabelledPoint a, LabelledPoint b) {
    double dx = xM(camera, a) - xM(camera, b);
    double dy = yM(camera, a) - yM(camera, b);
    double dz = a.zM() - b.zM();
    return Math.sqrt(dx * dx + dy * dy + dz * dz);
  }

  private static double xM(Intrinsics camera, LabelledPoint p) {
    return (p.xPx() - camera.cxPx()) / camera.fxPx() * p.zM();
  }

  private static double yM(Intrinsics camera, LabelledPoint p) {
    return (p.yPx() - camera.cyPx()) / camera.fyPx() * p.zM();
  }

  private static void require(TaskSpec task, String what, int wanted, int found) {
    if (wanted != found) {
      throw new IllegalArgumentException(
          "task '%s' needs %d %s, found %d".formatted(task.kind().key(), wanted, what, found));
    }
  }
}
