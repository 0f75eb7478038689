package io.depthlm.common.engine.frames;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.depthlm.common.engine.Answer;
import io.depthlm.common.engine.MeasuredKind;
import io.depthlm.common.engine.Question;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.geometry.Pixel;
import io.depthlm.common.task.ParseStatus;
import io.depthlm.common.task.ParsedAnswer;
import io.depthlm.common.task.TaskKind;
import io.depthlm.common.task.TaskSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeasuredDepthTest {
  /** A 3-4-5 ray in x: radial is 1.25 times z. */
  private static final Question AT_RAY =
      new Question(
          "q",
          "how far?",
          List.of(),
          new Intrinsics(100, 100, 50, 50, 200, 100),
          List.of(new Pixel(125, 50)));

  private static final TaskSpec DISTANCE = TaskSpec.of(TaskKind.DISTANCE);
  private static final TaskSpec AXIS = TaskSpec.of(TaskKind.AXIS_DISTANCE);

  @Test
  void aDepthIsConvertedToTheKindThatIsAsked() {
    assertEquals(5, value(4, MeasuredKind.Z, DISTANCE), 1e-12);
    assertEquals(4, value(4, MeasuredKind.Z, AXIS));
    assertEquals(4, value(5, MeasuredKind.RADIAL, AXIS), 1e-12);
    assertEquals(5, value(5, MeasuredKind.RADIAL, DISTANCE));
  }

  @Test
  void speedAndTimeAreDividedAsTheTaskSays() {
    assertEquals(2.5, value(4, MeasuredKind.Z, TaskSpec.speed(2)), 1e-12);
    assertEquals(10, value(4, MeasuredKind.Z, TaskSpec.time(0.5)), 1e-12);
  }

  @Test
  void aValueAsAskedAnswersWhateverIsAsked() {
    for (TaskSpec task : List.of(DISTANCE, AXIS, TaskSpec.speed(2))) {
      assertEquals(2, value(2, MeasuredKind.AS_ASKED, task));
    }
  }

  @Test
  void whatCannotBeReadIsUnparsed() {
    for (ParsedAnswer parsed :
        List.of(
            read(Double.NaN, MeasuredKind.Z, AXIS, AT_RAY),
            read(Double.POSITIVE_INFINITY, MeasuredKind.AS_ASKED, AXIS, AT_RAY),
            read(2, MeasuredKind.Z, TaskSpec.of(TaskKind.CAMERA_MOTION), AT_RAY),
            read(2, MeasuredKind.RELATIVE, AXIS, AT_RAY),
            read(2, MeasuredKind.Z, AXIS, new Question("q", "how far?", List.of())))) {
      assertEquals(ParseStatus.UNPARSED, parsed.status());
    }
  }

  private static double value(double value, MeasuredKind kind, TaskSpec task) {
    return read(value, kind, task, AT_RAY).value();
  }

  private static ParsedAnswer read(
      double value, MeasuredKind kind, TaskSpec task, Question question) {
    return MeasuredDepth.read(new Answer.Measured(value, kind, null, 1), task, question);
  }
}
