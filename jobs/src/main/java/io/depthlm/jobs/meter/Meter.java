package io.depthlm.jobs.meter;

import java.util.Locale;

/** The counted quantities. */
public enum Meter {
  /** Questions that predict finished, with any outcome. */
  QUESTIONS,
  /** Questions that failed in the engine or before it. */
  FAILED_QUESTIONS,
  /** Answers without a number. */
  UNPARSED_ANSWERS,
  /** Tokens that models read. */
  PROMPT_TOKENS,
  /** Tokens that models generated. */
  ANSWER_TOKENS,
  /** Seconds of engine calls, summed over tasks. */
  DEVICE_SECONDS,
  /**
   * Seconds that batches waited for the engine, summed. Near 0 while questions remain: the engine
   * waits for pictures.
   */
  QUEUE_WAIT_SECONDS,
  /** Engines that were built. */
  ENGINE_LOADS;

  /** The name in the metrics system. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
