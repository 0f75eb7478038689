package io.depthlm.common.dense;

import io.depthlm.common.engine.DepthRaster;
import io.depthlm.common.engine.MeasuredKind;

/**
 * What a network says of a whole picture.
 *
 * @param values row by row
 * @param widthPx columns of the map
 * @param heightPx rows of the map
 * @param window where the picture lies in the map
 * @param sampling how values between the map's points are read
 */
public record DepthMap(
    float[] values, int widthPx, int heightPx, Window window, Sampling sampling) {
  /** Checks that there is a value for each point. */
  public DepthMap {
    if (values.length != Math.multiplyExact(widthPx, heightPx)) {
      throw new IllegalArgumentException(
          "a map of %d x %d has %d values".formatted(widthPx, heightPx, values.length));
    }
  }

  /** A map that the whole picture covers. */
  public DepthMap(float[] values, int widthPx, int heightPx, Sampling sampling) {
    this(values, widthPx, heightPx, new Window(0, 0, widthPx, heightPx), sampling);
  }

  /** The part of a map that the picture covers, in points of the map; the rest is padding. */
  public record Window(double left, double top, double width, double height) {}

  /** What the values of a map are. */
  public enum Quantity {
    /** Metres along the optical axis. */
    Z,
    /** Metres from the camera centre. */
    RADIAL,
    /** The inverse of z, one per metre. */
    INVERSE_Z,
    /** Grows with z; scale and shift are not known. */
    RELATIVE,
    /** Grows with the inverse of z; scale and shift are not known. */
    RELATIVE_INVERSE;

    /** Values beyond these are no depth: Depth Pro's own limits, which are wider than any other. */
    private static final double LEAST = 1e-4;

    private static final double MOST = 1e4;

    /** Which depth {@link #depth(double)} gives. */
    public MeasuredKind kind() {
      return switch (this) {
        case Z, INVERSE_Z -> MeasuredKind.Z;
        case RADIAL -> MeasuredKind.RADIAL;
        case RELATIVE, RELATIVE_INVERSE -> MeasuredKind.RELATIVE;
      };
    }

    /** A value of the map as a depth. */
    double depth(double value) {
      return switch (this) {
        case Z, RADIAL, RELATIVE -> value;
        case INVERSE_Z, RELATIVE_INVERSE -> 1 / Math.max(LEAST, Math.min(MOST, value));
      };
    }
  }

  /** The depths of the picture alone, in the map's own size. */
  DepthRaster raster(Quantity quantity) {
    int width = Math.max(1, (int) Math.rint(window.width));
    int height = Math.max(1, (int) Math.rint(window.height));
    float[] depths = new float[width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        depths[y * width + x] = (float) quantity.depth(at(x, y, width, height));
      }
    }
    return new DepthRaster(quantity.kind(), width, height, depths);
  }

  /**
   * The value at a pixel of a picture of a size, as if the map had been stretched to that size.
   *
   * @param xPx column in the picture, 0 at the first pixel's centre
   * @param yPx row in the picture
   * @param pictureWidthPx the picture that the pixel is counted in
   * @param pictureHeightPx likewise
   */
  public double at(double xPx, double yPx, int pictureWidthPx, int pictureHeightPx) {
    return sampling.read(
        values,
        widthPx,
        heightPx,
        sampling.place(xPx, pictureWidthPx, window.left, window.width),
        sampling.place(yPx, pictureHeightPx, window.top, window.height));
  }
}
