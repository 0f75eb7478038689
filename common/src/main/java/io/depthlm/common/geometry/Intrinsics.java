package io.depthlm.common.geometry;

import java.io.Serializable;

/**
 * A pinhole camera in pixels of an image of {@code widthPx} × {@code heightPx}.
 *
 * <p>Values are kept as found; {@link #isUsable()} says whether they are a valid camera.
 */
public record Intrinsics(
    double fxPx, double fyPx, double cxPx, double cyPx, int widthPx, int heightPx)
    implements Serializable {

  /**
   * The evaluation's repair (docs/method.md, section 2, step 1): a focal length of 0 is replaced by
   * the other axis'.
   */
  public Intrinsics repaired() {
    if (fxPx == 0 && fyPx > 0) {
      return new Intrinsics(fyPx, fyPx, cxPx, cyPx, widthPx, heightPx);
    }
    if (fyPx == 0 && fxPx > 0) {
      return new Intrinsics(fxPx, fxPx, cxPx, cyPx, widthPx, heightPx);
    }
    return this;
  }

  /**
   * Whether both focal lengths are positive and finite, the centre finite and the size positive.
   */
  public boolean isUsable() {
    return fxPx > 0
        && fyPx > 0
        && Double.isFinite(fxPx)
        && Double.isFinite(fyPx)
        && Double.isFinite(cxPx)
        && Double.isFinite(cyPx)
        && widthPx > 0
        && heightPx > 0;
  }

  /**
   * Length of the viewing ray through a pixel per metre of z: {@code radial = z · rayPerZ}
   * (docs/method.md, * section 4). At least 1.
   */
  public double rayPerZ(double xPx, double yPx) {
    double a = (xPx - cxPx) / fxPx;
    double b = (yPx - cyPx) / fyPx;
    return Math.sqrt(1 + a * a + b * b);
  }

  /** Converts a depth at a pixel between its two meanings. Metres in, metres out. */
  public double convert(double depthM, LabelKind from, LabelKind to, double xPx, double yPx) {
    if (from == to) {
      return depthM;
    }
    double ray = rayPerZ(xPx, yPx);
    return from == LabelKind.Z ? depthM * ray : depthM / ray;
  }
}
