package io.depthlm.common.vlm.model;

import io.depthlm.common.vlm.checkpoint.VlmConfig;
import java.util.List;

/**
 * Prompts as the decoder reads them, padded on the right to one length.
 *
 * @param rows prompts
 * @param length tokens of the longest
 * @param planes axes of the positions
 * @param ids [rows · length]
 * @param positions [planes · rows · length]
 * @param branches [rows · length] the number of each token's branch, 0 for what all branches see;
 *     empty where no prompt has branches
 * @param places flat positions of the image tokens, row by row
 * @param next the rotary position after each row's last token
 * @param lengths tokens of each row
 */
record PromptBatch(
    int rows,
    int length,
    int planes,
    long[] ids,
    float[] positions,
    long[] branches,
    long[] places,
    int[] next,
    int[] lengths) {

  /**
   * Lays out prompts, each followed by words that are already known.
   *
   * @param following for each prompt, the words after it; may be empty
   * @throws IllegalArgumentException if image tokens and images do not match
   */
  static PromptBatch of(
      List<Prompt> prompts, List<int[]> following, VlmConfig config, VisionTokens tokens) {
    int rows = prompts.size();
    int length = 0;
    for (int b = 0; b < rows; b++) {
      length = Math.max(length, prompts.get(b).ids().length + following.get(b).length);
    }
    int planes = config.text().mropeSection().isEmpty() ? 1 : 3;
    long[] ids = new long[rows * length];
    float[] positions = new float[planes * rows * length];
    long[] places = new long[rows * length];
    int[] next = new int[rows];
    int[] lengths = new int[rows];
    boolean branched = prompts.stream().anyMatch(prompt -> prompt.branches().length > 0);
    long[] branches = new long[branched ? rows * length : 0];
    int placed = 0;
    for (int b = 0; b < rows; b++) {
      Prompt prompt = prompts.get(b);
      for (int start : prompt.branches()) {
        for (int i = start; i < prompt.ids().length; i++) {
          branches[b * length + i]++;
        }
      }
      TextPositions at = TextPositions.of(prompt, config);
      int n = prompt.ids().length;
      int before = placed;
      for (int i = 0; i < n; i++) {
        ids[b * length + i] = prompt.ids()[i];
        if (prompt.ids()[i] == config.imageTokenId()) {
          places[placed++] = (long) b * length + i;
        }
      }
      int wanted = prompt.images().stream().mapToInt(image -> tokens.of(image.grid())).sum();
      if (placed - before != wanted) {
        throw new IllegalArgumentException(
            "a prompt has %d image tokens for images of %d features"
                .formatted(placed - before, wanted));
      }
      int[] words = following.get(b);
      for (int i = 0; i < words.length; i++) {
        ids[b * length + n + i] = words[i];
      }
      for (int p = 0; p < planes; p++) {
        int start = (p * rows + b) * length;
        System.arraycopy(at.planes()[p], 0, positions, start, n);
        for (int i = 0; i < words.length; i++) {
          positions[start + n + i] = at.next() + i;
        }
      }
      next[b] = at.next();
      lengths[b] = n;
    }
    return new PromptBatch(
        rows,
        length,
        planes,
        ids,
        positions,
        branches,
        java.util.Arrays.copyOf(places, placed),
        next,
        lengths);
  }

  /** How many tokens an image of a grid takes. */
  @FunctionalInterface
  interface VisionTokens {
    /** The number of features. */
    int of(GridSize grid);
  }
}
