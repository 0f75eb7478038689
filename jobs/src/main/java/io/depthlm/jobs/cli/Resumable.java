package io.depthlm.jobs.cli;

/** A command whose work is not lost when it is interrupted. */
interface Resumable {
  /** How a person continues the command. */
  default String afterInterruption() {
    return "the same command again goes on where this one stopped";
  }
}
