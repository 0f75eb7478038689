package io.depthlm.common.core;

/**
 * An error that the user can fix: in the data, the configuration or the arguments. The command line
 * prints its message without a stack trace and exits with 2; a job turns it into a row where one
 * bad item must not end the run.
 *
 * <p>The message says what is wrong, where (file, line, key or row), the value found, and the
 * remedy, in one or two lines.
 */
public final class UserError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param what what is wrong, where, and the value found; no full stop at the end
   * @param remedy what the user can do about it; no full stop at the end
   */
  public UserError(String what, String remedy) {
    super(what + "\n  " + remedy);
  }

  /**
   * As {@link #UserError(String, String)}, for a fault with a cause worth showing in debug mode.
   */
  public UserError(String what, String remedy, Throwable cause) {
    super(what + "\n  " + remedy, cause);
  }
}
