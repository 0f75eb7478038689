package io.depthlm.common.vlm.model;

import io.depthlm.common.vlm.image.GridSize;
import io.depthlm.common.vlm.image.PatchedImage;
import java.util.List;

/**
 * Rotary positions of a prompt's tokens.
 *
 * @param planes positions by axis (time, row and column, or one) and token
 * @param next the position of the first word after the prompt, on every axis
 */
public record TextPositions(float[][] planes, int next) {
  /** Positions that count all tokens. Every branch starts at the position of the first one. */
  public static TextPositions counted(Prompt prompt) {
    int n = prompt.ids().length;
    Branches branches = new Branches(prompt.branches());
    int next = 0;
    float[] plane = new float[n];
    for (int i = 0; i < n; i++) {
      next = branches.at(i, next);
      plane[i] = next++;
    }
    return new TextPositions(new float[][] {plane}, next);
  }

  /**
   * Positions of multimodal rotary embeddings: text counts on all axes; the tokens of an image have
   * the same time, and rows and columns that count from there; the text after an image continues
   * after its longer side. Every branch starts at the position of the first one.
   *
   * @param merge side, in patches, of the square that becomes one token
   * @throws IllegalArgumentException if image tokens and images do not match
   */
  public static TextPositions ofGrids(Prompt prompt, int imageTokenId, int merge) {
    int n = prompt.ids().length;
    Branches branches = new Branches(prompt.branches());
    int next = 0;
    float[][] planes = new float[3][n];
    int image = 0;
    for (int i = 0; i < n; ) {
      next = branches.at(i, next);
      // An image token after all images repeats a part of an image and counts as text.
      if (prompt.ids()[i] != imageTokenId
          || image == prompt.images().size() && prompt.looks().length > 0) {
        planes[0][i] = planes[1][i] = planes[2][i] = next++;
        i++;
        continue;
      }
      GridSize grid = imageAt(prompt.images(), image++);
      int rows = grid.rows() / merge;
      int columns = grid.columns() / merge;
      if (i + rows * columns > n) {
        throw new IllegalArgumentException("the prompt ends within image " + image);
      }
      for (int k = 0; k < rows * columns; k++, i++) {
        planes[0][i] = next;
        planes[1][i] = next + k / columns;
        planes[2][i] = next + k % columns;
      }
      next += Math.max(rows, columns);
    }
    return new TextPositions(planes, next);
  }

  /** Resets positions to the start of the first branch when another one begins. */
  private static final class Branches {
    private final int[] starts;
    private int branch;
    private int first;

    Branches(int[] starts) {
      this.starts = starts;
    }

    int at(int token, int next) {
      if (branch == starts.length || token != starts[branch]) {
        return next;
      }
      if (branch++ == 0) {
        first = next;
      }
      return first;
    }
  }

  private static GridSize imageAt(List<PatchedImage> images, int index) {
    if (index >= images.size()) {
      throw new IllegalArgumentException(
          "the prompt has image tokens for more than its %d images".formatted(images.size()));
    }
    return images.get(index).grid();
  }
}
