package io.depthlm.common.engine.host;

import io.depthlm.common.engine.Answer;
import io.depthlm.common.engine.DepthEngine;
import io.depthlm.common.engine.Question;
import java.time.Duration;
import java.util.List;

/**
 * A task's view of an engine whose calls are watched together with those of other tasks.
 *
 * @param limit how long the engine may go without answering any task
 */
record WatchedEngine(DepthEngine engine, EngineWatch watch, Duration limit) implements DepthEngine {
  @Override
  public List<Answer> answer(List<Question> questions) {
    return watch.answer(questions, limit);
  }

  @Override
  public int batchSize() {
    return engine.batchSize();
  }

  @Override
  public int sharedBatchSize() {
    return engine.sharedBatchSize();
  }

  @Override
  public Grouping grouping() {
    return engine.grouping();
  }

  @Override
  public int lanes() {
    return engine.lanes();
  }

  @Override
  public String device() {
    return engine.device();
  }

  @Override
  public String computesIn() {
    return engine.computesIn();
  }

  @Override
  public Integer tokenPx() {
    return engine.tokenPx();
  }

  @Override
  public double deviceSeconds() {
    return engine.deviceSeconds();
  }

  /** The holder closes the engine. */
  @Override
  public void close() {}
}
