package io.depthlm.common.imaging;

/**
 * A prepared frame with the marks of one question. All questions about a frame share its pixels.
 * {@link #painted()} makes a copy; an engine that can paint a window or a patch does that instead.
 */
public record MarkedFrame(PreparedFrame frame, Marks marks) {
  /** The whole picture with the marker painted: a fresh array, 3 · width · height bytes. */
  public byte[] painted() {
    byte[] rgb = frame.image().rgb().clone();
    int width = frame.image().widthPx();
    for (int i = 0; i < marks.size(); i++) {
      int at = 3 * (marks.yPx()[i] * width + marks.xPx()[i]);
      int colour = marks.rgb()[i];
      rgb[at] = (byte) (colour >> 16);
      rgb[at + 1] = (byte) (colour >> 8);
      rgb[at + 2] = (byte) colour;
    }
    return rgb;
  }
}
