package io.depthlm.common.vlm.text;

import io.depthlm.common.vlm.image.PatchGrid;
import java.util.Arrays;

/** The tokens that stand for an image in a prompt. */
public interface ImagePlaceholder {
  /** The number of tokens of an image. */
  int tokens(PatchGrid image);

  /**
   * Writes the tokens.
   *
   * @return the position after the last one
   */
  int put(PatchGrid image, long[] ids, int start);

  /**
   * One token, repeated for each feature of the image.
   *
   * @param imageId the token
   */
  record Run(long imageId) implements ImagePlaceholder {
    @Override
    public int tokens(PatchGrid image) {
      return image.imageTokens();
    }

    @Override
    public int put(PatchGrid image, long[] ids, int start) {
      Arrays.fill(ids, start, start + tokens(image), imageId);
      return start + tokens(image);
    }
  }

  /**
   * Rows of image tokens, each followed by a token that ends it.
   *
   * @param imageId stands for a feature
   * @param rowBreakId ends a row
   * @param endId ends the last row
   */
  record Rows(long imageId, long rowBreakId, long endId) implements ImagePlaceholder {
    @Override
    public int tokens(PatchGrid image) {
      return rows(image) * (columns(image) + 1);
    }

    @Override
    public int put(PatchGrid image, long[] ids, int start) {
      int at = start;
      for (int row = 0; row < rows(image); row++) {
        Arrays.fill(ids, at, at + columns(image), imageId);
        at += columns(image);
        ids[at++] = row == rows(image) - 1 ? endId : rowBreakId;
      }
      return at;
    }

    private static int rows(PatchGrid image) {
      return image.rows() / image.mergeSize();
    }

    private static int columns(PatchGrid image) {
      return image.columns() / image.mergeSize();
    }
  }
}
