package io.depthlm.common.vlm.image;

import io.depthlm.common.geometry.Intrinsics;
import java.util.Optional;

/**
 * The geometry of an image after the image processor.
 *
 * @param inWidthPx width of the prepared frame
 * @param inHeightPx height of the prepared frame
 * @param outWidthPx width after the processor's own resize
 * @param outHeightPx height after the processor's own resize
 * @param patchPx side of a patch
 * @param rows patches from top to bottom; incomplete patches are cut off
 * @param columns patches from left to right
 * @param mergeSize side of the square of patches that becomes one token; 1 if each patch is a token
 */
public record PatchGrid(
    int inWidthPx,
    int inHeightPx,
    int outWidthPx,
    int outHeightPx,
    int patchPx,
    int rows,
    int columns,
    int mergeSize) {
  /** The rows and columns of patches. */
  public GridSize size() {
    return new GridSize(rows, columns);
  }

  /** The number of patches. */
  public int patches() {
    return rows * columns;
  }

  /** The number of image tokens, without row breaks. */
  public int imageTokens() {
    return rows * columns / (mergeSize * mergeSize);
  }

  /**
   * The index of a patch in the order of the vision tower: square by square, row by row, and row by
   * row within a square.
   */
  public int index(int row, int column) {
    int m = mergeSize;
    int square = (row / m) * (columns / m) + column / m;
    return square * m * m + (row % m) * m + column % m;
  }

  /**
   * The image token that contains a pixel of the prepared frame; tokens are ordered row by row.
   *
   * @param xPx its column; pixels that were cut off belong to the last token
   */
  public int token(int xPx, int yPx) {
    int row = Math.min(rows - 1, (int) ((long) yPx * outHeightPx / inHeightPx / patchPx));
    int column = Math.min(columns - 1, (int) ((long) xPx * outWidthPx / inWidthPx / patchPx));
    return row / mergeSize * (columns / mergeSize) + column / mergeSize;
  }

  /** Whether the processor resizes. */
  public boolean resizes() {
    return inWidthPx != outWidthPx || inHeightPx != outHeightPx;
  }

  /** The camera of the pixels that the model sees: focal lengths and centre scaled per axis. */
  public Intrinsics effective(Intrinsics prepared) {
    double x = (double) outWidthPx / inWidthPx;
    double y = (double) outHeightPx / inHeightPx;
    return new Intrinsics(
        prepared.fxPx() * x,
        prepared.fyPx() * y,
        prepared.cxPx() * x,
        prepared.cyPx() * y,
        outWidthPx,
        outHeightPx);
  }

  /**
   * A warning if the processor's resize changes the focal length to which frames were normalised,
   * so that the model sees another camera than in training.
   *
   * @param prepared the camera of the prepared frame
   */
  public Optional<String> focalWarning(Intrinsics prepared) {
    if (!resizes()) {
      return Optional.empty();
    }
    Intrinsics seen = effective(prepared);
    return Optional.of(
        "the image processor resizes %d x %d to %d x %d: the model sees focal lengths %.1f, %.1f px instead of %.1f, %.1f (%+.2f%%, %+.2f%%)"
            .formatted(
                inWidthPx,
                inHeightPx,
                outWidthPx,
                outHeightPx,
                seen.fxPx(),
                seen.fyPx(),
                prepared.fxPx(),
                prepared.fyPx(),
                100.0 * (outWidthPx - inWidthPx) / inWidthPx,
                100.0 * (outHeightPx - inHeightPx) / inHeightPx));
  }
}
