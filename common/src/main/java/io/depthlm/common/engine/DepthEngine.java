package io.depthlm.common.engine;

import java.util.List;

/**
 * Answers batches of questions. One instance serves all task threads of an executor process for one
 * device: implementations are safe for concurrent {@link #answer} calls and do the work that needs
 * no device (painting, patches, tokens) on the calling thread, so that it overlaps another caller's
 * time on the device.
 */
public interface DepthEngine extends AutoCloseable {
  /**
   * Answers questions, in their order, one answer each. A question that cannot be answered gives
   * {@link Answer.Failed}; the others stand.
   *
   * @throws EngineException if the engine itself is unusable from now on
   */
  List<Answer> answer(List<Question> questions);

  /** How many questions to hand over at once; the engine may still split them. At least 1. */
  int batchSize();

  /**
   * How many questions about one picture as it is, nothing painted on it, to hand over at once: an
   * engine may read such a picture once for all of them. At least {@link #batchSize}.
   */
  default int sharedBatchSize() {
    return batchSize();
  }

  /** How questions are handed over. */
  default Grouping grouping() {
    return Grouping.QUESTIONS;
  }

  /** What one call of {@link #answer} holds. */
  enum Grouping {
    /** {@link #batchSize} questions, of as many frames as it takes. */
    QUESTIONS,
    /**
     * All questions of one frame, whatever their number: for engines that make one pass a frame.
     */
    FRAMES
  }

  /** How many concurrent callers keep the device busy. At least 1. */
  default int lanes() {
    return 1;
  }

  /** The device for people and tables: {@code cpu}, {@code cuda:0}, a host name. */
  String device();

  /**
   * The numbers that it computes in, where that depends on the device: {@code f32}, {@code bf16},
   * {@code f16}; null where it does not.
   */
  default String computesIn() {
    return null;
  }

  /**
   * Seconds in which the device has computed since the engine was opened; 0 where the engine has no
   * device of its own.
   */
  default double deviceSeconds() {
    return 0;
  }

  /** Releases the model and its memory; called once, after the last {@link #answer} returned. */
  @Override
  void close();
}
