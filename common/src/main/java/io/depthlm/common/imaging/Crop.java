package io.depthlm.common.imaging;

import io.depthlm.common.geometry.Intrinsics;

/**
 * A rectangle cut out of a frame, in pixels. Training cuts one of random size about the image's
 * centre, which is not the camera's (docs/method.md, section 7).
 *
 * @param leftPx first column kept
 * @param topPx first row kept
 */
public record Crop(int leftPx, int topPx, int widthPx, int heightPx) {
  /** Checks that the rectangle is not empty and not left of or above the image. */
  public Crop {
    if (leftPx < 0 || topPx < 0 || widthPx < 1 || heightPx < 1) {
      throw new IllegalArgumentException(
          "a crop of %d x %d at (%d, %d)".formatted(widthPx, heightPx, leftPx, topPx));
    }
  }

  /** A crop about the centre of an image; a side longer than the image's becomes the image's. */
  public static Crop centred(
      int imageWidthPx, int imageHeightPx, int cropWidthPx, int cropHeightPx) {
    int width = Math.min(imageWidthPx, cropWidthPx);
    int height = Math.min(imageHeightPx, cropHeightPx);
    return new Crop((imageWidthPx - width) / 2, (imageHeightPx - height) / 2, width, height);
  }

  /** Whether a pixel of the whole frame survives. */
  public boolean contains(int xPx, int yPx) {
    return xPx >= leftPx && xPx < leftPx + widthPx && yPx >= topPx && yPx < topPx + heightPx;
  }

  /** The frame cut out: fresh pixels, and the camera's centre shifted. */
  public PreparedFrame of(PreparedFrame frame) {
    return new PreparedFrame(of(frame.image()), of(frame.camera()));
  }

  /** The camera of the rectangle. */
  public Intrinsics of(Intrinsics camera) {
    return new Intrinsics(
        camera.fxPx(),
        camera.fyPx(),
        camera.cxPx() - leftPx,
        camera.cyPx() - topPx,
        widthPx,
        heightPx);
  }

  /**
   * The pixels of the rectangle, copied.
   *
   * @throws IllegalArgumentException if it reaches beyond the image
   */
  public RgbImage of(RgbImage image) {
    if (leftPx + widthPx > image.widthPx() || topPx + heightPx > image.heightPx()) {
      throw new IllegalArgumentException(
          "%s reaches beyond an image of %d x %d"
              .formatted(this, image.widthPx(), image.heightPx()));
    }
    byte[] rgb = new byte[3 * widthPx * heightPx];
    for (int y = 0; y < heightPx; y++) {
      int from = 3 * ((topPx + y) * image.widthPx() + leftPx);
      System.arraycopy(image.rgb(), from, rgb, 3 * y * widthPx, 3 * widthPx);
    }
    return new RgbImage(widthPx, heightPx, rgb);
  }
}
