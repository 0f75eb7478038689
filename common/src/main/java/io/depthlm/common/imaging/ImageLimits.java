package io.depthlm.common.imaging;

import io.depthlm.common.core.RejectReason;
import java.io.Serializable;

/**
 * The limits of an image. They are checked against its header before memory of that size is
 * allocated.
 *
 * @param maxBytes maximum size of the file
 * @param maxPixels maximum number of pixels of a decoded or prepared image; each takes 3 bytes
 * @param maxSidePx maximum length of a side of either
 */
public record ImageLimits(long maxBytes, long maxPixels, int maxSidePx) implements Serializable {
  /** 128 MiB per file, 50 million pixels (150 MB decoded), 20,000 pixels per side. */
  public static final ImageLimits DEFAULT = new ImageLimits(128L << 20, 50_000_000L, 20_000);

  /** Checks that all are positive and that an image within them fits one array. */
  public ImageLimits {
    if (maxBytes < 1 || maxPixels < 1 || maxSidePx < 1 || maxPixels > Integer.MAX_VALUE / 4) {
      throw new IllegalArgumentException(
          "image limits must be positive and at most %d pixels, found %d bytes, %d pixels, side %d"
              .formatted(Integer.MAX_VALUE / 4, maxBytes, maxPixels, maxSidePx));
    }
  }

  /**
   * Checks a file's size.
   *
   * @throws ImageRejected {@code image_too_large}
   */
  public void checkBytes(long bytes) {
    if (bytes > maxBytes) {
      throw new ImageRejected(
          RejectReason.IMAGE_TOO_LARGE, "%d bytes, at most %d are read".formatted(bytes, maxBytes));
    }
  }

  /** Whether an image of this size is within the limits. */
  boolean allow(long widthPx, long heightPx) {
    return widthPx <= maxSidePx && heightPx <= maxSidePx && widthPx * heightPx <= maxPixels;
  }

  /** The limits on a size, for messages. */
  String sizeWords() {
    return "at most %d pixels and %d a side".formatted(maxPixels, maxSidePx);
  }
}
