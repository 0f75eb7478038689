package io.depthlm.common.engine.frames;

import io.depthlm.common.engine.Answer;
import io.depthlm.common.engine.MeasuredKind;
import io.depthlm.common.engine.Question;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.geometry.LabelKind;
import io.depthlm.common.geometry.Pixel;
import io.depthlm.common.task.ParsedAnswer;
import io.depthlm.common.task.TaskSpec;

/** Reads a measured depth as the answer to a task. */
final class MeasuredDepth {
  private MeasuredDepth() {}

  /**
   * The value in the convention and unit of the task: the depth is converted along the ray of the
   * pixel, and divided as the tasks of speed and time define it. The result is {@link
   * ParsedAnswer#UNPARSED} if the task is not about the depth of one pixel, or if the value is
   * relative or not finite.
   */
  static ParsedAnswer read(Answer.Measured measured, TaskSpec task, Question question) {
    if (!Double.isFinite(measured.value())) {
      return ParsedAnswer.UNPARSED;
    }
    if (measured.kind() == MeasuredKind.AS_ASKED) {
      return ParsedAnswer.of(measured.value());
    }
    LabelKind asked = task.kind().depthKind().orElse(null);
    LabelKind known = measured.kind().depth().orElse(null);
    if (known == null
        || asked == null
        || question.camera() == null
        || question.pixels().size() != 1) {
      return ParsedAnswer.UNPARSED;
    }
    Intrinsics camera = question.camera().repaired();
    Pixel at = question.pixels().get(0);
    return ParsedAnswer.of(
        task.valueAt(camera.convert(measured.value(), known, asked, at.xPx(), at.yPx())));
  }
}
