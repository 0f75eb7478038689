package io.depthlm.jobs.predict;

import io.depthlm.common.engine.Answer;
import io.depthlm.common.engine.DepthEngine;
import io.depthlm.common.engine.EngineException;
import io.depthlm.common.engine.Question;
import java.util.Collections;
import java.util.List;

/**
 * Replaces an engine that could not be built: each question becomes a row with the reason, and a
 * later attempt may succeed.
 */
record UnavailableEngine(EngineException cause) implements DepthEngine {
  private static final int BATCH_SIZE = 256;

  @Override
  public List<Answer> answer(List<Question> questions) {
    return Collections.nCopies(
        questions.size(),
        new Answer.Failed(
            cause.errorCode(), Answer.Retry.LATER, String.valueOf(cause.getMessage())));
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
  public void close() {}
}
