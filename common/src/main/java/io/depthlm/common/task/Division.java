package io.depthlm.common.task;

/**
 * The divisor that turns metres into the answer of a task.
 *
 * @param parameter its name in tables and configuration
 * @param placeholder its name in the text of a question
 * @param unit unit of the answer
 * @param kind kind of the answer, for {@code truth_kind}
 * @param reasoning the sentence of a training answer; metres, divisor and answer are {@code %1$s},
 *     {@code %2$s} and {@code %3$s}
 */
record Division(
    String parameter, String placeholder, TaskKind.Unit unit, String kind, String reasoning) {
  /** The speed that covers the metres in a time. */
  static final Division BY_TIME =
      new Division(
          "seconds",
          "seconds",
          TaskKind.Unit.METRES_PER_SECOND,
          "m_per_s",
          " Reaching it in %2$s seconds takes a speed of %1$s / %2$s = %3$s meters per second.");

  /** The time in which a speed covers the metres. */
  static final Division BY_SPEED =
      new Division(
          "speed_m_per_s",
          "speed",
          TaskKind.Unit.SECONDS,
          "s",
          " Reaching it at %2$s meters per second takes %1$s / %2$s = %3$s seconds.");
}
