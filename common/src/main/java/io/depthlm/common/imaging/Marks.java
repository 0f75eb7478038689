package io.depthlm.common.imaging;

/**
 * The pixels that one marker changes, in the prepared frame's coordinates; empty for a question
 * that names its pixel in words.
 *
 * @param xPx columns
 * @param yPx rows, as many
 * @param rgb colours as 0xRRGGBB, as many
 */
public record Marks(int[] xPx, int[] yPx, int[] rgb) {
  /** No pixel painted. */
  public static final Marks NONE = new Marks(new int[0], new int[0], new int[0]);

  /** Checks that the three have one length. */
  public Marks {
    if (xPx.length != yPx.length || xPx.length != rgb.length) {
      throw new IllegalArgumentException(
          "marks need as many columns as rows and colours, found %d, %d and %d"
              .formatted(xPx.length, yPx.length, rgb.length));
    }
  }

  /** How many pixels are painted. */
  public int size() {
    return xPx.length;
  }

  /** These marks and others painted after them; the later colour wins where both paint a pixel. */
  public Marks and(Marks later) {
    int n = size();
    int[] x = java.util.Arrays.copyOf(xPx, n + later.size());
    int[] y = java.util.Arrays.copyOf(yPx, n + later.size());
    int[] c = java.util.Arrays.copyOf(rgb, n + later.size());
    System.arraycopy(later.xPx, 0, x, n, later.size());
    System.arraycopy(later.yPx, 0, y, n, later.size());
    System.arraycopy(later.rgb, 0, c, n, later.size());
    return new Marks(x, y, c);
  }
}
