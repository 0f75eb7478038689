package io.depthlm.jobs.cli;

/** What the process says to its caller. */
public enum ExitCode {
  /** Done. */
  OK(0),
  /** The arguments make no command. */
  USAGE(1),
  /** The user's data or configuration. */
  USER(2),
  /** A fault of ours, or of the cluster. */
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
