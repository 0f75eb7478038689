package io.depthlm.common.vlm.image;

import io.depthlm.common.imaging.PillowBicubic;
import io.depthlm.common.imaging.RgbImage;
import java.io.Serializable;

/** How an image processor chooses the size it resizes to. */
public sealed interface Sizing extends Serializable {
  /**
   * The resized image.
   *
   * @throws ImageUnfit if the processor refuses such an image
   */
  default RgbImage resize(RgbImage image) {
    Size out = of(image.widthPx(), image.heightPx());
    return PillowBicubic.resize(image, out.widthPx(), out.heightPx());
  }

  /**
   * The size after resizing.
   *
   * @throws ImageUnfit if the processor refuses such an image
   */
  Size of(int widthPx, int heightPx);

  /** A size in pixels. */
  record Size(int widthPx, int heightPx) {}

  /**
   * Qwen's {@code smart_resize}: both sides multiples of {@code factorPx}, rounded half to even,
   * the area within limits, the aspect ratio as close as possible.
   *
   * @param factorPx patch side · merge size
   * @param minPixels minimum area
   * @param maxPixels maximum area
   */
  record Smart(int factorPx, int minPixels, int maxPixels) implements Sizing {
    private static final double MAX_ASPECT = 200;

    @Override
    public Size of(int widthPx, int heightPx) {
      double aspect = (double) Math.max(widthPx, heightPx) / Math.min(widthPx, heightPx);
      if (aspect > MAX_ASPECT) {
        throw new ImageUnfit(
            "an image of %d x %d is longer than 200 times its other side"
                .formatted(widthPx, heightPx));
      }
      double factor = factorPx;
      long height = Math.round(Math.rint(heightPx / factor)) * factorPx;
      long width = Math.round(Math.rint(widthPx / factor)) * factorPx;
      double area = (double) heightPx * widthPx;
      if (height * width > maxPixels) {
        double beta = Math.sqrt(area / maxPixels);
        height = Math.max(factorPx, (long) Math.floor(heightPx / beta / factor) * factorPx);
        width = Math.max(factorPx, (long) Math.floor(widthPx / beta / factor) * factorPx);
      } else if (height * width < minPixels) {
        double beta = Math.sqrt(minPixels / area);
        height = (long) Math.ceil(heightPx * beta / factor) * factorPx;
        width = (long) Math.ceil(widthPx * beta / factor) * factorPx;
      }
      return new Size(Math.toIntExact(width), Math.toIntExact(height));
    }
  }

  /**
   * Pixtral's rule: shrink to a maximum size with the same aspect ratio, then round up to whole
   * patches.
   *
   * @param patchPx side of a patch
   * @param maxWidthPx maximum width before rounding up
   * @param maxHeightPx maximum height before rounding up
   */
  record Fit(int patchPx, int maxWidthPx, int maxHeightPx) implements Sizing {
    @Override
    public Size of(int widthPx, int heightPx) {
      double ratio = Math.max((double) heightPx / maxHeightPx, (double) widthPx / maxWidthPx);
      int height = heightPx;
      int width = widthPx;
      if (ratio > 1) {
        height = (int) Math.floor(heightPx / ratio);
        width = (int) Math.floor(widthPx / ratio);
      }
      if (height < 1 || width < 1) {
        throw new ImageUnfit(
            "an image of %d x %d has no pixel left when it is shrunk to fit %d x %d"
                .formatted(widthPx, heightPx, maxWidthPx, maxHeightPx));
      }
      return new Size(
          ((width - 1) / patchPx + 1) * patchPx, ((height - 1) / patchPx + 1) * patchPx);
    }
  }

  /** The processor's {@code do_resize} is off. */
  record Keep() implements Sizing {
    @Override
    public Size of(int widthPx, int heightPx) {
      return new Size(widthPx, heightPx);
    }
  }
}
