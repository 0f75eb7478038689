package io.depthlm.common.imaging;

/**
 * An image, or its preparation, that cannot be used; the rest of a run stands. {@link #reason()} is
 * the stable code of a {@code rejects} row; the message is {@link #detail()}, one line for people,
 * which does not repeat the code.
 */
public final class ImageRejected extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why, with the code that goes into tables. */
  public enum Reason {
    /** Not an image, cut off, or broken inside. */
    UNREADABLE("image_unreadable"),
    /** More bytes or pixels than {@link ImageLimits} allows. */
    TOO_LARGE("image_too_large"),
    /** A real image of a kind whose pixels we would not get right. */
    UNSUPPORTED("image_unsupported"),
    /** An EXIF orientation other than 1: the frame that the intrinsics speak of is ambiguous. */
    ROTATED("image_rotated"),
    /** The image's size is not the size its intrinsics speak of. */
    SIZE_MISMATCH("image_size_mismatch"),
    /** Focal lengths or centre that no geometry can be done with, also after the repair. */
    INTRINSICS("intrinsics_unusable"),
    /** Focal normalisation would leave no pixel on an axis. */
    PREPARED_TOO_SMALL("prepared_too_small"),
    /** Focal normalisation would enlarge beyond {@link ImageLimits}. */
    PREPARED_TOO_LARGE("prepared_too_large");

    private final String code;

    Reason(String code) {
      this.code = code;
    }

    /** The code in tables: lower case with underscores, never renamed. */
    public String code() {
      return code;
    }
  }

  private final Reason reason;

  /**
   * @param detail one line: what was found, and where
   */
  public ImageRejected(Reason reason, String detail) {
    this(reason, detail, null);
  }

  /** As {@link #ImageRejected(Reason, String)}, with the exception that showed it. */
  public ImageRejected(Reason reason, String detail, Throwable cause) {
    super(detail, cause);
    this.reason = reason;
  }

  /** The stable code of {@link #kind()}. */
  public String reason() {
    return reason.code();
  }

  /** Why. */
  public Reason kind() {
    return reason;
  }

  /** One line for people. */
  public String detail() {
    return getMessage();
  }
}
