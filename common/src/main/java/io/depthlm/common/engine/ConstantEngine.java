package io.depthlm.common.engine;

import io.depthlm.common.task.AnswerFormat;
import io.depthlm.common.task.TaskKind;
import io.depthlm.common.task.TaskSpec;
import java.util.Collections;
import java.util.List;

/**
 * Says the learnt answer for one distance to every question, whatever it asks: the baseline of the
 * paper's first table, and a check on everything around a model. Looks at nothing, so it is the
 * same on every device.
 */
final class ConstantEngine implements DepthEngine {
  private static final int BATCH_SIZE = 256;

  private final String text;

  ConstantEngine(double depthM) {
    this.text = AnswerFormat.render(TaskSpec.of(TaskKind.DISTANCE), depthM);
  }

  @Override
  public List<Answer> answer(List<Question> questions) {
    return Collections.nCopies(
        questions.size(), new Answer.Said(text, null, 0, 0, questions.size()));
  }

  @Override
  public int batchSize() {
    return BATCH_SIZE;
  }

  @Override
  public String device() {
    return "none";
  }

  @Override
  public void close() {
    // holds nothing
  }
}
