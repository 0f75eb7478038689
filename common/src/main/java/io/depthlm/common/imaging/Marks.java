package io.depthlm.common.imaging;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The effect of a marker on a picture, in coordinates of the prepared frame: the pixels to paint,
 * and the pixels whose image token is repeated after the question. Both are empty if the question
 * gives coordinates.
 *
 * @param xPx columns of painted pixels
 * @param yPx their rows
 * @param rgb their colours as 0xRRGGBB
 * @param shown pixels whose image token is repeated, in the order of the question
 */
public record Marks(int[] xPx, int[] yPx, int[] rgb, List<Spot> shown) {
  /** A pixel. */
  public record Spot(int xPx, int yPx) {}

  /** No pixel painted. */
  public static final Marks NONE = new Marks(new int[0], new int[0], new int[0]);

  /** Painted pixels only. */
  public Marks(int[] xPx, int[] yPx, int[] rgb) {
    this(xPx, yPx, rgb, List.of());
  }

  /** One pixel whose image token is repeated, and no painted pixel. */
  public static Marks shown(int xPx, int yPx) {
    return new Marks(NONE.xPx, NONE.yPx, NONE.rgb, List.of(new Spot(xPx, yPx)));
  }

  /** Checks that the arrays have the same length. */
  public Marks {
    if (xPx.length != yPx.length || xPx.length != rgb.length) {
      throw new IllegalArgumentException(
          "marks need as many columns as rows and colours, found %d, %d and %d"
              .formatted(xPx.length, yPx.length, rgb.length));
    }
    shown = List.copyOf(shown);
  }

  /** How many pixels are painted. */
  public int size() {
    return xPx.length;
  }

  /** These marks and others painted after them; the later colour wins where both paint a pixel. */
  public Marks and(Marks later) {
    int n = size();
    int[] x = Arrays.copyOf(xPx, n + later.size());
    int[] y = Arrays.copyOf(yPx, n + later.size());
    int[] c = Arrays.copyOf(rgb, n + later.size());
    System.arraycopy(later.xPx, 0, x, n, later.size());
    System.arraycopy(later.yPx, 0, y, n, later.size());
    System.arraycopy(later.rgb, 0, c, n, later.size());
    return new Marks(x, y, c, Stream.concat(shown.stream(), later.shown.stream()).toList());
  }
}
