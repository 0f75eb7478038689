package io.depthlm.common.imaging;

/**
 * An 8-bit RGB image. {@code rgb} is row-major and interleaved, {@code 3 · widthPx · heightPx}
 * bytes; it is shared, not copied: copy it before you paint.
 */
public record RgbImage(int widthPx, int heightPx, byte[] rgb) {
  /** Checks that the array has the size the dimensions say. */
  public RgbImage {
    if (widthPx <= 0 || heightPx <= 0 || rgb.length != 3L * widthPx * heightPx) {
      throw new IllegalArgumentException(
          "an RGB image of %d x %d needs %d bytes, found %d"
              .formatted(widthPx, heightPx, 3L * widthPx * heightPx, rgb.length));
    }
  }
}
