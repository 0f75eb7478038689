package io.depthlm.common.vlm.image;

import io.depthlm.common.geometry.Intrinsics;
import java.util.Optional;

/**
 * What an image processor makes of an image's size.
 *
 * @param inWidthPx width of the prepared frame
 * @param inHeightPx height of the prepared frame
 * @param outWidthPx width after the processor's own resize
 * @param outHeightPx height after the processor's own resize
 * @param patchPx side of a patch
 * @param rows patches down; what does not fill a patch is cut off
 * @param columns patches across
 * @param mergeSize side of the square of patches that becomes one token; 1 where each is one
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
  /** How many rows and columns of patches there are. */
  public GridSize size() {
    return new GridSize(rows, columns);
  }

  /** How many patches the vision tower reads. */
  public int patches() {
    return rows * columns;
  }

  /** How many tokens of the decoder they become, without row breaks. */
  public int imageTokens() {
    return rows * columns / (mergeSize * mergeSize);
  }

  /**
   * The place of a patch in the vision tower's order: the patches of one merged square follow one
   * another, squares and patches each row by row.
   */
  public int index(int row, int column) {
    int m = mergeSize;
    int square = (row / m) * (columns / m) + column / m;
    return square * m * m + (row % m) * m + column % m;
  }

  /**
   * The image token that shows a pixel of the prepared frame; tokens stand row by row.
   *
   * @param xPx its column; what was cut off belongs to the last token
   */
  public int token(int xPx, int yPx) {
    int row = Math.min(rows - 1, (int) ((long) yPx * outHeightPx / inHeightPx / patchPx));
    int column = Math.min(columns - 1, (int) ((long) xPx * outWidthPx / inWidthPx / patchPx));
    return row / mergeSize * (columns / mergeSize) + column / mergeSize;
  }

  /** How many image tokens show the frame. */
  public int tokens() {
    return rows * columns / (mergeSize * mergeSize);
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
   * A warning for people where the processor's resize moves the focal length away from the one that
   * frames were normalised to, so that the model sees another camera than its training's.
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
