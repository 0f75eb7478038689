package io.depthlm.common.imaging;

import io.depthlm.common.core.RejectReason;
import io.depthlm.common.geometry.Intrinsics;

/**
 * The arithmetic of one frame's focal normalisation, without its pixels: docs/method.md, section 2,
 * steps 1 to 4. The order of the floating-point operations is the official code's, because the
 * results are truncated: {@code int(w · s)} and {@code int((x − cx) · (fx' / fx) + cx')} change by
 * one whole pixel with the last bit.
 *
 * @param source the frame's camera, repaired
 * @param prepared the camera after normalisation, with the new size
 * @param setting what was asked for
 */
public record FocalPlan(Intrinsics source, Intrinsics prepared, FocalSetting setting) {
  /** From this difference of focal lengths on, the official code undistorts. */
  private static final double UNDISTORT_ABOVE_PX = 1e-3;

  /** Square pixels are made of pixels up to this many times as long as wide, or as wide as long. */
  private static final double MAX_ASPECT = 16;

  /** {@link #of(Intrinsics, FocalSetting, ImageLimits)} within {@link ImageLimits#DEFAULT}. */
  public static FocalPlan of(Intrinsics camera, FocalSetting setting) {
    return of(camera, setting, ImageLimits.DEFAULT);
  }

  /**
   * Plans a frame.
   *
   * @param camera as ingested; the repair of docs/method.md, section 2 step 1 is done here
   * @throws ImageRejected {@code intrinsics_unusable}, {@code prepared_too_small}, {@code
   *     prepared_too_large}
   */
  public static FocalPlan of(Intrinsics camera, FocalSetting setting, ImageLimits limits) {
    Intrinsics source = camera.repaired();
    if (!source.isUsable()) {
      throw unusable(camera);
    }
    return switch (setting.pixels()) {
      case OFFICIAL -> {
        if (setting.isNative()) {
          yield new FocalPlan(source, source, setting);
        }
        Intrinsics base = undistorted(source);
        double scale = setting.focalPx() / base.fxPx();
        yield new FocalPlan(source, scaled(base, scale, scale, limits), setting);
      }
      case SQUARE -> {
        double aspect = source.fyPx() / source.fxPx();
        if (aspect > MAX_ASPECT || aspect < 1 / MAX_ASPECT) {
          throw unusable(camera);
        }
        double focalPx = setting.isNative() ? source.fxPx() : setting.focalPx();
        double scaleX = focalPx / source.fxPx();
        double scaleY = focalPx / source.fyPx();
        yield new FocalPlan(source, scaled(source, scaleX, scaleY, limits), setting);
      }
    };
  }

  /** The prepared column of a column of the source: truncated toward zero, maybe outside. */
  public int mapX(double xPx) {
    return map(xPx, source.fxPx(), source.cxPx(), prepared.fxPx(), prepared.cxPx());
  }

  /** The prepared row of a row of the source: truncated toward zero, maybe outside. */
  public int mapY(double yPx) {
    return map(yPx, source.fyPx(), source.cyPx(), prepared.fyPx(), prepared.cyPx());
  }

  private int map(
      double px, double focalPx, double centrePx, double newFocalPx, double newCentrePx) {
    if (setting.isNative() && focalPx == newFocalPx) {
      return (int) px; // untouched: not even through arithmetic that could lose the last bit
    }
    return (int) ((px - centrePx) * (newFocalPx / focalPx) + newCentrePx);
  }

  private static ImageRejected unusable(Intrinsics camera) {
    return new ImageRejected(
        RejectReason.INTRINSICS_UNUSABLE,
        "fx %s, fy %s, cx %s, cy %s of a %d x %d image"
            .formatted(
                camera.fxPx(),
                camera.fyPx(),
                camera.cxPx(),
                camera.cyPx(),
                camera.widthPx(),
                camera.heightPx()));
  }

  private static Intrinsics scaled(
      Intrinsics camera, double scaleX, double scaleY, ImageLimits limits) {
    int widthPx = (int) (camera.widthPx() * scaleX);
    int heightPx = (int) (camera.heightPx() * scaleY);
    if (widthPx < 1 || heightPx < 1) {
      throw new ImageRejected(
          RejectReason.PREPARED_TOO_SMALL,
          "%d x %d pixels with fx %s, fy %s become %d x %d"
              .formatted(
                  camera.widthPx(),
                  camera.heightPx(),
                  camera.fxPx(),
                  camera.fyPx(),
                  widthPx,
                  heightPx));
    }
    if (!limits.allow(widthPx, heightPx)) {
      throw new ImageRejected(
          RejectReason.PREPARED_TOO_LARGE,
          "%d x %d pixels with fx %s, fy %s become %d x %d, %s are made"
              .formatted(
                  camera.widthPx(),
                  camera.heightPx(),
                  camera.fxPx(),
                  camera.fyPx(),
                  widthPx,
                  heightPx,
                  limits.sizeWords()));
    }
    return new Intrinsics(
        camera.fxPx() * scaleX,
        camera.fyPx() * scaleY,
        camera.cxPx() * scaleX,
        camera.cyPx() * scaleY,
        widthPx,
        heightPx);
  }

  /**
   * The camera that OpenCV's {@code getOptimalNewCameraMatrix} makes of one without distortion when
   * all pixels are kept (alpha = 1): the same but for the last bits, which are computed here as
   * OpenCV does because truncation follows.
   */
  private static Intrinsics undistorted(Intrinsics camera) {
    if (Math.abs(camera.fxPx() - camera.fyPx()) <= UNDISTORT_ABOVE_PX
        || camera.widthPx() == 1
        || camera.heightPx() == 1) {
      return camera; // on a 1-pixel side OpenCV divides 0 by 0
    }
    double[] x = undistortedAxis(camera.fxPx(), camera.cxPx(), camera.widthPx());
    double[] y = undistortedAxis(camera.fyPx(), camera.cyPx(), camera.heightPx());
    return new Intrinsics(x[0], y[0], x[1], y[1], camera.widthPx(), camera.heightPx());
  }

  /** Focal length and centre that spread the rays of the first and last pixel over the axis. */
  private static double[] undistortedAxis(double focalPx, double centrePx, int sizePx) {
    double inverse = 1 / focalPx;
    double first = (0 - centrePx) * inverse;
    double last = (sizePx - 1 - centrePx) * inverse;
    double newFocal = (sizePx - 1) / (last - first);
    return new double[] {newFocal, -newFocal * first};
  }
}
