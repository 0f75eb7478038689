package io.depthlm.common.imaging;

import java.io.Serializable;

/**
 * The focal length that frames are resized to.
 *
 * @param focalPx the focal length in pixels, or null to keep each frame's own
 * @param pixels what happens where fx ≠ fy
 */
public record FocalSetting(Double focalPx, PixelMode pixels) implements Serializable {
  /** No normalisation: frames stay as they are. */
  public static final FocalSetting NATIVE = new FocalSetting(null, PixelMode.OFFICIAL);

  /** Checks that a focal length is positive and finite. */
  public FocalSetting {
    if (focalPx != null && !(focalPx > 0 && Double.isFinite(focalPx))) {
      throw new IllegalArgumentException("a focal length is positive pixels, found " + focalPx);
    }
    if (pixels == null) {
      throw new IllegalArgumentException("a focal setting needs a pixel mode");
    }
  }

  /** Normalisation to a focal length the way the official code does it. */
  public static FocalSetting official(double focalPx) {
    return new FocalSetting(focalPx, PixelMode.OFFICIAL);
  }

  /** Normalisation of each axis to the focal length. */
  public static FocalSetting square(double focalPx) {
    return new FocalSetting(focalPx, PixelMode.SQUARE);
  }

  /** Whether frames keep their own focal length (along x). */
  public boolean isNative() {
    return focalPx == null;
  }
}
