package io.depthlm.jobs.cli;

/** A command whose work is not lost when it is interrupted. */
interface Resumable {
  /** What a person does to go on. */
  default String afterInterruption() {
    return "the same command again goes on where this one stopped";
  }
}
