package io.depthlm.common.imaging;

import io.depthlm.common.core.RejectReason;

/**
 * An image that cannot be used or prepared; the rest of the run is not affected. {@link #reason()}
 * is the stable code of a {@code rejects} row; the message is {@link #detail()}, one line that does
 * not repeat the code.
 */
public final class ImageRejected extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final RejectReason reason;

  /**
   * @param detail one line: what was found, and where
   */
  public ImageRejected(RejectReason reason, String detail) {
    this(reason, detail, null);
  }

  /** As {@link #ImageRejected(RejectReason, String)}, with the exception that showed it. */
  public ImageRejected(RejectReason reason, String detail, Throwable cause) {
    super(detail, cause);
    this.reason = reason;
  }

  /** The stable code of {@link #kind()}. */
  public String reason() {
    return reason.key();
  }

  /** Why. */
  public RejectReason kind() {
    return reason;
  }

  /** One line for people. */
  public String detail() {
    return getMessage();
  }
}
