package io.depthlm.jobs.cli;

/** The exit codes of the process. */
public enum ExitCode {
  /** Done. */
  OK(0),
  /** The arguments are wrong. */
  USAGE(1),
  /** The user's data or configuration is wrong. */
  USER(2),
  /** An error in the program or the cluster. */
  INTERNAL(3),
  /** Finished, but above {@code --max-failed-fraction} or with a failed gate. */
  GATE(4);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  /** The number. */
  public int code() {
    return code;
  }
}
