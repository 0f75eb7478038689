package io.depthlm.common.render;

import io.depthlm.common.geometry.Pixel;
import io.depthlm.common.imaging.PillowBicubic;
import io.depthlm.common.imaging.RgbImage;
import java.util.List;

/**
 * A picture for people with the pixels that were asked about in rings, and beside it a square
 * around the first of them, enlarged. The rings are this picture's own: what a model saw may be
 * marked otherwise.
 */
public final class MarkedPicture {
  private static final int HEIGHT_PX = 160;
  private static final int MOST_WIDTH_PX = 260;
  private static final int GAP_PX = 4;
  private static final int PAPER = 0x808080;
  // of the picture's shorter side
  private static final int CROP_PART = 5;

  private MarkedPicture() {}

  /** The whole picture, small. */
  public static RgbImage thumbnail(RgbImage image, int widthPx) {
    int width = Math.min(widthPx, image.widthPx());
    int height = (int) Math.max(1, Math.round((double) image.heightPx() * width / image.widthPx()));
    return PillowBicubic.resize(image, width, height);
  }

  /**
   * The picture with its enlarged part.
   *
   * @param pixels at least one, inside the image
   */
  public static RgbImage of(RgbImage image, List<Pixel> pixels) {
    double zoom =
        Math.min((double) HEIGHT_PX / image.heightPx(), (double) MOST_WIDTH_PX / image.widthPx());
    int width = Math.max(1, (int) Math.round(image.widthPx() * zoom));
    int height = Math.max(1, (int) Math.round(image.heightPx() * zoom));
    Canvas canvas = new Canvas(width + GAP_PX + HEIGHT_PX, HEIGHT_PX, PAPER);
    int top = (HEIGHT_PX - height) / 2;
    canvas.paste(PillowBicubic.resize(image, width, height), 0, top);
    int side = Math.max(8, Math.min(image.widthPx(), image.heightPx()) / CROP_PART);
    side = Math.min(side, Math.min(image.widthPx(), image.heightPx()));
    Pixel first = pixels.get(0);
    int left = clamp((int) first.xPx() - side / 2, image.widthPx() - side);
    int upper = clamp((int) first.yPx() - side / 2, image.heightPx() - side);
    canvas.paste(
        PillowBicubic.resize(crop(image, left, upper, side), HEIGHT_PX, HEIGHT_PX),
        width + GAP_PX,
        0);
    for (Pixel pixel : pixels) {
      ring(canvas, (pixel.xPx() + 0.5) * zoom, top + (pixel.yPx() + 0.5) * zoom, 8, 0, width);
    }
    double enlarged = (double) HEIGHT_PX / side;
    ring(
        canvas,
        width + GAP_PX + (first.xPx() + 0.5 - left) * enlarged,
        (first.yPx() + 0.5 - upper) * enlarged,
        14,
        width + GAP_PX,
        width + GAP_PX + HEIGHT_PX);
    return canvas.image();
  }

  /** White within black, so that it stands out of anything; the pixel itself stays free. */
  private static void ring(
      Canvas canvas, double x, double y, double radius, int fromX, int beforeX) {
    int reach = (int) radius + 4;
    for (int v = (int) y - reach; v <= y + reach; v++) {
      for (int u = Math.max(fromX, (int) x - reach); u <= x + reach && u < beforeX; u++) {
        double off = Math.abs(Math.hypot(u + 0.5 - x, v + 0.5 - y) - radius);
        if (off < 1.1) {
          canvas.dot(u, v, 0xffffff);
        } else if (off < 2.2) {
          canvas.dot(u, v, 0x000000);
        }
      }
    }
  }

  private static RgbImage crop(RgbImage image, int left, int top, int side) {
    byte[] rgb = new byte[3 * side * side];
    for (int y = 0; y < side; y++) {
      System.arraycopy(
          image.rgb(), 3 * ((top + y) * image.widthPx() + left), rgb, 3 * y * side, 3 * side);
    }
    return new RgbImage(side, side, rgb);
  }

  private static int clamp(int value, int most) {
    return Math.max(0, Math.min(most, value));
  }
}
