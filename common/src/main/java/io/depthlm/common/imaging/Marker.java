package io.depthlm.common.imaging;

/** A way to point at a pixel of a prepared frame. */
public interface Marker {
  /** The name in configuration and tables: {@code red_arrow}. */
  String name();

  /** The name in a question: {@code red arrow}. */
  default String words() {
    return name().replace('_', ' ');
  }

  /**
   * The border rule: whether the whole marker of a pixel lies inside a frame. A pixel that cannot
   * be marked cannot be asked.
   */
  boolean canMark(int xPx, int yPx, int widthPx, int heightPx);

  /** The marks for a pixel for which {@link #canMark} is true; a new instance. */
  Marks paint(int xPx, int yPx);
}
