package io.depthlm.jobs.evaluate;

/**
 * Questions were lost or doubled: an error of this program or of the tables, not of the user's
 * input. The message has the numbers.
 */
public final class ConservationException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  ConservationException(String message) {
    super(message);
  }
}
