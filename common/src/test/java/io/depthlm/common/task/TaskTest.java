package io.depthlm.common.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.core.UserError;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.geometry.LabelKind;
import io.depthlm.common.geometry.Pose;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaskTest {
  // a 3-4-5 world: the pixel (70, 50) is 0.75 to the right per metre of z, so ray = 1.25
  private static final Intrinsics CAMERA = new Intrinsics(40, 40, 40, 50, 100, 100);
  private static final GroundTruthPoint Z_LABEL = new GroundTruthPoint(70, 50, LabelKind.Z, 4, 5);
  private static final GroundTruthPoint RADIAL_LABEL =
      new GroundTruthPoint(70, 50, LabelKind.RADIAL, 4, 5);

  private static Truth truth(TaskSpec task, GroundTruthPoint... points) {
    return Truth.of(task, CAMERA, List.of(points), List.of());
  }

  @Test
  void truthFollowsTheTasksConvention() {
    assertEquals(
        new Truth(5, "radial", "m", LabelKind.Z, 4.0, 5.0),
        truth(TaskSpec.of(TaskKind.DISTANCE), Z_LABEL));
    assertEquals(
        new Truth(4, "z", "m", LabelKind.RADIAL, 4.0, 5.0),
        truth(TaskSpec.of(TaskKind.AXIS_DISTANCE), RADIAL_LABEL));
    assertEquals(
        new Truth(2.5, "m_per_s", "m/s", LabelKind.Z, 4.0, 5.0), truth(TaskSpec.speed(2), Z_LABEL));
    assertEquals(
        new Truth(10, "s", "s", LabelKind.Z, 4.0, 5.0), truth(TaskSpec.time(0.5), Z_LABEL));
  }

  @Test
  void twoPointsAreApartInSpace() {
    // (3, 0, 4) and (0, 0, 8) metres: 5 apart
    GroundTruthPoint other = new GroundTruthPoint(40, 50, LabelKind.Z, 8, 8);
    Truth truth = truth(TaskSpec.of(TaskKind.POINT_DISTANCE), Z_LABEL, other);
    assertEquals(5, truth.value(), 1e-12);
    assertEquals("metric", truth.kind());
    assertNull(truth.labelKind());
    // A focal length of 0 is repaired, as it is for the picture.
    assertEquals(
        truth,
        Truth.of(
            TaskSpec.of(TaskKind.POINT_DISTANCE),
            new Intrinsics(0, 40, 40, 50, 100, 100),
            List.of(Z_LABEL, other),
            List.of()));
  }

  @Test
  void camerasAreApartByTheirCentres() {
    Pose a = new Pose(new double[] {1, 0, 0, 1, 0, 1, 0, 2, 0, 0, 1, 3, 0, 0, 0, 1});
    Pose b = new Pose(new double[] {0, 1, 0, 4, -1, 0, 0, 6, 0, 0, 1, 3, 0, 0, 0, 1});
    TaskSpec task = TaskSpec.of(TaskKind.CAMERA_MOTION);
    assertEquals(5, Truth.of(task, CAMERA, List.of(), List.of(a, b)).value(), 1e-12);
    assertFalse(Truth.of(task, CAMERA, List.of(), List.of(a, a)).isUsable());
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> Truth.of(task, CAMERA, List.of(), List.of(a)));
    assertEquals("task 'camera_motion' needs 2 poses, found 1", e.getMessage());
  }

  @Test
  void tooManyPointsAreRefused() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> truth(TaskSpec.of(TaskKind.DISTANCE), Z_LABEL, Z_LABEL));
    assertEquals("task 'distance' needs 1 points, found 2", e.getMessage());
  }

  /** task, compare_as, label kind, truth as compared, an answer of 8 as compared; ray = 1.25. */
  @Test
  void comparisonConvertsTruthAndAnswer() {
    Object[][] rows = {
      {TaskSpec.of(TaskKind.DISTANCE), CompareAs.RADIAL, Z_LABEL, 5.0, 8.0},
      {TaskSpec.of(TaskKind.DISTANCE), CompareAs.Z, Z_LABEL, 4.0, 6.4},
      {TaskSpec.of(TaskKind.DISTANCE), CompareAs.AS_LABELLED, Z_LABEL, 4.0, 8.0},
      {TaskSpec.of(TaskKind.DISTANCE), CompareAs.AS_LABELLED, RADIAL_LABEL, 5.0, 8.0},
      {TaskSpec.of(TaskKind.AXIS_DISTANCE), CompareAs.Z, RADIAL_LABEL, 4.0, 8.0},
      {TaskSpec.of(TaskKind.AXIS_DISTANCE), CompareAs.RADIAL, RADIAL_LABEL, 5.0, 10.0},
      {TaskSpec.of(TaskKind.AXIS_DISTANCE), CompareAs.AS_LABELLED, RADIAL_LABEL, 5.0, 8.0},
      {TaskSpec.of(TaskKind.AXIS_DISTANCE), CompareAs.AS_LABELLED, Z_LABEL, 4.0, 8.0},
      {TaskSpec.speed(2), CompareAs.RADIAL, Z_LABEL, 2.5, 8.0},
      {TaskSpec.speed(2), CompareAs.Z, Z_LABEL, 2.0, 6.4},
      {TaskSpec.speed(2), CompareAs.AS_LABELLED, Z_LABEL, 2.0, 8.0},
      {TaskSpec.time(0.5), CompareAs.AS_LABELLED, Z_LABEL, 8.0, 8.0},
      {TaskSpec.time(0.5), CompareAs.AS_LABELLED, RADIAL_LABEL, 10.0, 8.0},
    };
    double ray = CAMERA.rayPerZ(70, 50);
    assertEquals(1.25, ray, 1e-15);
    for (Object[] row : rows) {
      TaskSpec task = (TaskSpec) row[0];
      GroundTruthPoint label = (GroundTruthPoint) row[2];
      Comparison c = Comparison.of(task.kind(), (CompareAs) row[1], label.labelKind(), ray);
      String which = task + " " + row[1] + " " + label;
      assertEquals((double) row[3], truth(task, label).value() * c.truthFactor(), 1e-12, which);
      assertEquals((double) row[4], 8 * c.valueFactor(), 1e-12, which);
    }
    for (CompareAs as : CompareAs.values()) {
      assertEquals(
          new Comparison(1, 1), Comparison.of(TaskKind.POINT_DISTANCE, as, LabelKind.Z, 1.25));
      assertEquals(
          new Comparison(1, 1), Comparison.of(TaskKind.CAMERA_MOTION, as, LabelKind.Z, 1.25));
      assertEquals(as, CompareAs.ofKey(as.key()));
    }
  }

  @Test
  void parametersRoundTrip() {
    for (TaskSpec task :
        List.of(TaskSpec.of(TaskKind.DISTANCE), TaskSpec.speed(2.5), TaskSpec.time(1.0 / 3))) {
      assertEquals(task, TaskSpec.parse(task.kind().key(), task.parameters()));
      assertEquals(7.25, task.distanceM(task.valueAt(7.25)), 1e-12);
    }
    assertEquals("seconds=2.5", TaskSpec.speed(2.5).parameters());
    assertEquals("", TaskSpec.of(TaskKind.CAMERA_MOTION).parameters());
  }

  @Test
  void badParametersSayWhat() {
    assertUserError(
        "task 'speed' has parameters 'T=2'\n  write seconds=NUMBER",
        () -> TaskSpec.parse("speed", "T=2"));
    assertUserError(
        "task 'speed' has parameters 'seconds=fast'\n  write seconds=NUMBER",
        () -> TaskSpec.parse("speed", "seconds=fast"));
    assertUserError(
        "task 'distance' has parameters 'seconds=2'\n  this task has none",
        () -> TaskSpec.parse("distance", "seconds=2"));
    assertUserError(
        "task 'time' has speed_m_per_s = -1.0\n  give a positive number", () -> TaskSpec.time(-1));
    assertUserError(
        "task 'distance' has no parameter, found 2.0\n  leave it out",
        () -> new TaskSpec(TaskKind.DISTANCE, 2));
    assertUserError(
        "there is no task 'depth'\n  tasks are distance, axis_distance, speed, time,"
            + " point_distance, camera_motion",
        () -> TaskKind.ofKey("depth"));
    assertUserError(
        "compare_as is 'raw'\n  it is one of z, radial and as_labelled",
        () -> CompareAs.ofKey("raw"));
  }

  @Test
  void learntAnswersReadAsTheMethodSays() {
    assertEquals(
        "<think> The point is around 2.35 meters away from the camera. </think>\n\n"
            + "<answer> 2.35 </answer>",
        AnswerFormat.render(TaskSpec.of(TaskKind.DISTANCE), 2.35));
    assertEquals(
        "<think> The point is around 2.35 meters away from the camera. Reaching it in 2 seconds"
            + " takes a speed of 2.35 / 2 = 1.18 meters per second. </think>\n\n"
            + "<answer> 1.18 </answer>",
        AnswerFormat.render(TaskSpec.speed(2), 1.175001));
    // two decimals as Python's format writes them: of the binary value, half to even
    String tie = AnswerFormat.render(TaskSpec.of(TaskKind.DISTANCE), 2.675);
    assertTrue(tie.endsWith("<answer> 2.67 </answer>"), tie);
    String even = AnswerFormat.render(TaskSpec.of(TaskKind.DISTANCE), 0.125);
    assertTrue(even.endsWith("<answer> 0.12 </answer>"), even);
    for (TaskKind kind : TaskKind.values()) {
      TaskSpec task =
          switch (kind) {
            case SPEED -> TaskSpec.speed(3);
            case TIME -> TaskSpec.time(3);
            default -> TaskSpec.of(kind);
          };
      String text = AnswerFormat.render(task, 1);
      String rest = text.substring(AnswerFormat.prefix(kind).length());
      assertTrue(text.startsWith(AnswerFormat.prefix(kind)), text);
      assertTrue(Character.isDigit(rest.charAt(0)), rest);
      assertTrue(text.endsWith(AnswerFormat.STOP), text);
    }
  }

  private static void assertUserError(String message, Runnable action) {
    assertEquals(message, assertThrows(UserError.class, action::run).getMessage());
  }
}
