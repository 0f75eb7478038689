package io.depthlm.common.vlm.image;

/** An image that a model's processor cannot take; its questions fail, others stand. */
public final class ImageUnfit extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The stable code for {@code predictions.error_code}. */
  public static final String CODE = "image_unfit";

  /**
   * @param message one line: the size, what the processor needs, the remedy
   */
  public ImageUnfit(String message) {
    super(message);
  }
}
