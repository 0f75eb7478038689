package io.depthlm.common.vlm.model;

import java.util.Arrays;
import java.util.List;

/**
 * The positions of a batch's tokens in rows of equal length.
 *
 * <p>Plain prompts are aligned to the left and padded on the right. Rows of prompts with branches
 * have two parts: the tokens that all branches see, equally many in each row; then the branches,
 * equally many in each row, of equal length and padded on the right. So attention treats branches
 * as rows, and no branch sees another one. If a row shares more tokens than the shortest row, the
 * rest is repeated in each of its branches.
 *
 * @param length tokens of a row
 * @param shared tokens at the beginning of a row that all of its branches see; 0 without branches
 * @param branches of a row; 0 without
 * @param branchLength tokens of a branch
 * @param sources by row and place, the prompt's token there; −1 for padding
 * @param places by row and token of the prompt, the place where it stands, first if more than once
 */
record BatchLayout(
    int length, int shared, int branches, int branchLength, int[][] sources, int[][] places) {
  private static final int PADDING = -1;

  /**
   * Lays out prompts.
   *
   * @param room for words after each prompt, by row; none where prompts have branches
   * @throws IllegalArgumentException if a prompt with branches ends within what others share
   */
  static BatchLayout of(List<Prompt> prompts, int[] room) {
    return prompts.stream().anyMatch(prompt -> prompt.branches().length > 0)
        ? branched(prompts)
        : plain(prompts, room);
  }

  private static BatchLayout plain(List<Prompt> prompts, int[] room) {
    int length = 0;
    for (int row = 0; row < prompts.size(); row++) {
      length = Math.max(length, prompts.get(row).ids().length + room[row]);
    }
    BatchLayout layout = empty(prompts, length, 0, 0, 0);
    for (int row = 0; row < prompts.size(); row++) {
      for (int i = 0; i < prompts.get(row).ids().length; i++) {
        layout.put(row, i, i);
      }
    }
    return layout;
  }

  private static BatchLayout branched(List<Prompt> prompts) {
    int shared = Integer.MAX_VALUE;
    for (Prompt prompt : prompts) {
      int common = prompt.branches().length > 0 ? prompt.branches()[0] : prompt.ids().length - 1;
      shared = Math.min(shared, common);
    }
    int most = 0;
    int longest = 0;
    for (Prompt prompt : prompts) {
      int[] starts = starts(prompt, shared);
      most = Math.max(most, starts.length);
      for (int k = 0; k < starts.length; k++) {
        longest = Math.max(longest, starts[0] - shared + end(prompt, starts, k) - starts[k]);
      }
    }
    BatchLayout layout = empty(prompts, shared + most * longest, shared, most, longest);
    for (int row = 0; row < prompts.size(); row++) {
      int[] starts = starts(prompts.get(row), shared);
      for (int k = starts.length - 1; k >= 0; k--) {
        int at = shared + k * longest;
        for (int i = shared; i < starts[0]; i++) {
          layout.put(row, i, at++);
        }
        for (int i = starts[k]; i < end(prompts.get(row), starts, k); i++) {
          layout.put(row, i, at++);
        }
      }
      for (int i = 0; i < shared; i++) {
        layout.put(row, i, i);
      }
    }
    return layout;
  }

  /** The starts of the branches; a prompt without branches counts as one. */
  private static int[] starts(Prompt prompt, int shared) {
    return prompt.branches().length > 0 ? prompt.branches() : new int[] {shared};
  }

  private static int end(Prompt prompt, int[] starts, int branch) {
    return branch + 1 < starts.length ? starts[branch + 1] : prompt.ids().length;
  }

  private static BatchLayout empty(
      List<Prompt> prompts, int length, int shared, int branches, int branchLength) {
    int[][] sources = new int[prompts.size()][length];
    int[][] places = new int[prompts.size()][];
    for (int row = 0; row < prompts.size(); row++) {
      Arrays.fill(sources[row], PADDING);
      places[row] = new int[prompts.get(row).ids().length];
    }
    return new BatchLayout(length, shared, branches, branchLength, sources, places);
  }

  private void put(int row, int token, int place) {
    sources[row][place] = token;
    places[row][token] = place;
  }

  /**
   * The number of shared tokens, the number of branches and their length; empty without branches.
   */
  int[] split() {
    return branches == 0 ? new int[0] : new int[] {shared, branches, branchLength};
  }
}
