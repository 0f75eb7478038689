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
   * Answers questions: one answer for each, in their order. A question that cannot be answered
   * gives {@link Answer.Failed} and does not affect the others.
   *
   * @throws EngineException if the engine itself is unusable from now on
   */
  List<Answer> answer(List<Question> questions);

  /** How many questions to hand over at once; the engine may still split them. At least 1. */
  int batchSize();

  /**
   * How many questions to hand over at once if they are all about one picture without a painted
   * marker: an engine may encode such a picture once for all of them. At least {@link #batchSize}.
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
    /** {@link #batchSize} questions, possibly about several frames. */
    QUESTIONS,
    /**
     * All questions about one frame, however many there are: for engines that make one pass per
     * frame.
     */
    FRAMES
  }

  /** How many concurrent callers keep the device busy. At least 1. */
  default int lanes() {
    return 1;
  }

  /** The device as tables show it: {@code cpu}, {@code cuda:0} or a host name. */
  String device();

  /**
   * The number format that the engine computes in ({@code f32}, {@code bf16}, {@code f16}) if that
   * depends on the device; else null.
   */
  default String computesIn() {
    return null;
  }

  /**
   * Side of the square of pixels of the picture, after the engine's own resizing, that becomes one
   * token; null if the engine reads no tokens, or does not know.
   */
  default Integer tokenPx() {
    return null;
  }

  /**
   * How long the device has computed since the engine was opened, seconds; 0 if the engine has no
   * device of its own.
   */
  default double deviceSeconds() {
    return 0;
  }

  /** Releases the model and its memory; called once, after the last {@link #answer} returned. */
  @Override
  void close();
}
