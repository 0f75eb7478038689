package io.depthlm.common.render;

import io.depthlm.common.imaging.RgbImage;

/** A picture that is being drawn. What lies outside is not drawn; colours are 0xRRGGBB. */
final class Canvas {
  private final int widthPx;
  private final int heightPx;
  private final byte[] rgb;

  Canvas(int widthPx, int heightPx, int background) {
    this.widthPx = widthPx;
    this.heightPx = heightPx;
    this.rgb = new byte[Math.multiplyExact(Math.multiplyExact(widthPx, heightPx), 3)];
    fill(0, 0, widthPx, heightPx, background);
  }

  /** What was drawn; further drawing shows in it. */
  RgbImage image() {
    return new RgbImage(widthPx, heightPx, rgb);
  }

  void dot(int x, int y, int colour) {
    if (x < 0 || y < 0 || x >= widthPx || y >= heightPx) {
      return;
    }
    int at = 3 * (y * widthPx + x);
    rgb[at] = (byte) (colour >> 16);
    rgb[at + 1] = (byte) (colour >> 8);
    rgb[at + 2] = (byte) colour;
  }

  void fill(int left, int top, int width, int height, int colour) {
    for (int y = top; y < top + height; y++) {
      for (int x = left; x < left + width; x++) {
        dot(x, y, colour);
      }
    }
  }

  /** One line along the edge, outside of the rectangle. */
  void frame(int left, int top, int width, int height, int colour) {
    fill(left - 1, top - 1, width + 2, 1, colour);
    fill(left - 1, top + height, width + 2, 1, colour);
    fill(left - 1, top - 1, 1, height + 2, colour);
    fill(left + width, top - 1, 1, height + 2, colour);
  }

  /** Slanting lines; neighbouring rectangles hatch through. */
  void hatch(int left, int top, int width, int height, Hatch hatch) {
    for (int y = top; y < top + height; y++) {
      for (int x = left; x < left + width; x++) {
        int along = hatch.slope() == Slope.RISING ? x + y : x - y;
        dot(x, y, Math.floorMod(along, 6) < 2 ? hatch.line() : hatch.ground());
      }
    }
  }

  void paste(RgbImage image, int left, int top) {
    byte[] from = image.rgb();
    for (int y = 0; y < image.heightPx(); y++) {
      System.arraycopy(
          from,
          3 * y * image.widthPx(),
          rgb,
          3 * ((top + y) * widthPx + left),
          3 * image.widthPx());
    }
  }

  /**
   * A line of text.
   *
   * @param top upper edge of its capitals
   * @param scale side of the letters' dots in pixels
   */
  void text(String text, int left, int top, int scale, int colour) {
    int x = left;
    for (int codePoint : text.codePoints().toArray()) {
      boolean[][] glyph = PixelFont.glyph(codePoint);
      for (int row = 0; row < glyph.length; row++) {
        for (int column = 0; column < glyph[row].length; column++) {
          if (glyph[row][column]) {
            fill(x + column * scale, top + row * scale, scale, scale, colour);
          }
        }
      }
      x += PixelFont.ADVANCE * scale;
    }
  }

  /** How long a line of text is, pixels. */
  static int textWidth(String text, int scale) {
    return Math.toIntExact(text.codePoints().count()) * PixelFont.ADVANCE * scale;
  }

  /** The colours of a hatching. */
  record Hatch(int ground, int line, Slope slope) {}

  /** Which way its lines go. */
  enum Slope {
    RISING,
    FALLING
  }
}
