package io.depthlm.common.imaging;

import io.depthlm.common.core.RejectReason;
import io.depthlm.common.geometry.Intrinsics;

/**
 * Prepares the pixels of a frame for a model, without markers: docs/method.md, section 2, steps 1
 * to 3, once per frame, however many points are asked about.
 */
public final class FramePreparer {
  private FramePreparer() {}

  /** {@link #prepare(RgbImage, FocalPlan)} within {@link ImageLimits#DEFAULT}. */
  public static PreparedFrame prepare(RgbImage image, Intrinsics camera, FocalSetting setting) {
    return prepare(image, FocalPlan.of(camera, setting));
  }

  /**
   * Resizes an image as planned; if its size does not change, the result shares its pixels.
   *
   * @throws ImageRejected {@code image_size_mismatch} if the size of the image is not that of its
   *     camera
   */
  public static PreparedFrame prepare(RgbImage image, FocalPlan plan) {
    Intrinsics source = plan.source();
    if (image.widthPx() != source.widthPx() || image.heightPx() != source.heightPx()) {
      throw new ImageRejected(
          RejectReason.IMAGE_SIZE_MISMATCH,
          "the image has %d x %d pixels, its intrinsics are for %d x %d"
              .formatted(image.widthPx(), image.heightPx(), source.widthPx(), source.heightPx()));
    }
    Intrinsics prepared = plan.prepared();
    return new PreparedFrame(
        PillowBicubic.resize(image, prepared.widthPx(), prepared.heightPx()), prepared);
  }
}
