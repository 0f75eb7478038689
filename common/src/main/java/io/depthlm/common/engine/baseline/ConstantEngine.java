package io.depthlm.common.engine.baseline;

import io.depthlm.common.engine.Answer;
import io.depthlm.common.engine.DepthEngine;
import io.depthlm.common.engine.MeasuredKind;
import io.depthlm.common.engine.Question;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collections;
import java.util.List;

/**
 * Answers every question with the same number: the baseline of the paper's first table, and a check
 * of everything around a model. It reads no input, so its answers are the same on every device.
 */
final class ConstantEngine implements DepthEngine {
  private static final int BATCH_SIZE = 256;

  private final double value;

  /** The number is rounded to two decimals, half to even, as the answers of trained models are. */
  ConstantEngine(double depthM) {
    this.value = new BigDecimal(depthM).setScale(2, RoundingMode.HALF_EVEN).doubleValue();
  }

  @Override
  public List<Answer> answer(List<Question> questions) {
    return Collections.nCopies(
        questions.size(),
        new Answer.Measured(value, MeasuredKind.AS_ASKED, null, questions.size()));
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
