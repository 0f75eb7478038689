package io.depthlm.common.vlm.image;

import io.depthlm.common.core.RejectReason;

/** An image that a model's processor refuses. Its questions fail; others are not affected. */
public final class ImageUnfit extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The stable code for {@code predictions.error_code}. */
  public static final String CODE = RejectReason.IMAGE_UNFIT.key();

  /**
   * @param message one line: the size, what the processor needs, the remedy
   */
  public ImageUnfit(String message) {
    super(message);
  }
}
