package io.depthlm.common.vlm.image;

/**
 * The size of an image in patches.
 *
 * @param rows patches from top to bottom
 * @param columns patches from left to right
 */
public record GridSize(int rows, int columns) {
  /** Checks that there is at least one patch. */
  public GridSize {
    if (rows < 1 || columns < 1) {
      throw new IllegalArgumentException("a grid of %d x %d patches".formatted(rows, columns));
    }
  }

  /** The number of patches. */
  public int patches() {
    return Math.multiplyExact(rows, columns);
  }
}
