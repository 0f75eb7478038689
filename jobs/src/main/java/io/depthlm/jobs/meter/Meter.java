package io.depthlm.jobs.meter;

import java.util.Locale;

/** What is counted. */
public enum Meter {
  /** Questions that came to an end in predict, whatever it was. */
  QUESTIONS,
  /** Those that the engine, or the way to it, failed. */
  FAILED_QUESTIONS,
  /** Answers without a number. */
  UNPARSED_ANSWERS,
  /** Tokens that models read. */
  PROMPT_TOKENS,
  /** Tokens that models said. */
  ANSWER_TOKENS,
  /** Seconds in which a task had an engine call under way, summed over tasks. */
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
