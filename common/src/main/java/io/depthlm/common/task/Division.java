package io.depthlm.common.task;

/**
 * What metres are divided by to give a task's answer.
 *
 * @param parameter the divisor's name in tables and configuration
 * @param placeholder its name in the words of a question
 * @param unit of the answer
 * @param kind what the answer means, for {@code truth_kind}
 * @param reasoning how a learnt answer says it: metres, divisor and answer are {@code %1$s}, {@code
 *     %2$s} and {@code %3$s}
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
