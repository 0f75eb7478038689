package io.depthlm.common.vlm.model;

import io.depthlm.common.vlm.checkpoint.VlmConfig;
import io.depthlm.common.vlm.image.GridSize;
import java.util.Arrays;
import java.util.List;

/**
 * Prompts for the decoder, in rows of equal length.
 *
 * @param rows number of prompts
 * @param layout positions of the tokens
 * @param planes number of axes of the rotary positions
 * @param ids [rows · length]
 * @param positions [planes · rows · length]
 * @param places flat places of the image tokens, row by row
 * @param shown the feature at each of these places, of all images of all rows; empty where each
 *     stands once, in order
 * @param next the rotary position after each row's last token
 * @param lengths tokens of each row
 */
record PromptBatch(
    int rows,
    BatchLayout layout,
    int planes,
    long[] ids,
    float[] positions,
    long[] places,
    long[] shown,
    int[] next,
    int[] lengths) {

  /**
   * Lays out prompts, each followed by tokens that are already known.
   *
   * @param following for each prompt, the tokens after it; may be empty, and must be for prompts
   *     with branches
   * @throws IllegalArgumentException if image tokens and images do not match
   */
  static PromptBatch of(
      List<Prompt> prompts, List<int[]> following, VlmConfig config, VisionTokens tokens) {
    int rows = prompts.size();
    BatchLayout layout =
        BatchLayout.of(prompts, following.stream().mapToInt(words -> words.length).toArray());
    int length = layout.length();
    int planes = config.text().mropeSection().isEmpty() ? 1 : 3;
    long[] ids = new long[rows * length];
    float[] positions = new float[planes * rows * length];
    long[] places = new long[rows * length];
    long[] shown = new long[rows * length];
    int features = 0;
    int[] next = new int[rows];
    int[] lengths = new int[rows];
    int placed = 0;
    for (int b = 0; b < rows; b++) {
      Prompt prompt = prompts.get(b);
      TextPositions at = NetFamily.of(config).positions(prompt, config);
      int wanted = prompt.images().stream().mapToInt(image -> tokens.of(image.grid())).sum();
      int before = placed;
      for (int place = 0; place < length; place++) {
        int token = layout.sources()[b][place];
        if (token < 0) {
          continue;
        }
        ids[b * length + place] = prompt.ids()[token];
        for (int p = 0; p < planes; p++) {
          positions[(p * rows + b) * length + place] = at.planes()[p][token];
        }
        if (prompt.ids()[token] == config.imageTokenId()) {
          int nth = placed - before;
          boolean again = nth >= wanted && nth - wanted < prompt.looks().length;
          shown[placed] = (long) features + (again ? prompt.looks()[nth - wanted] : nth);
          places[placed++] = (long) b * length + place;
        }
      }
      if (placed - before != wanted + prompt.looks().length) {
        throw new IllegalArgumentException(
            "a prompt has %d image tokens for images of %d features"
                .formatted(placed - before - prompt.looks().length, wanted));
      }
      features += wanted;
      int n = prompt.ids().length;
      int[] words = following.get(b);
      for (int i = 0; i < words.length; i++) {
        ids[b * length + n + i] = words[i];
        for (int p = 0; p < planes; p++) {
          positions[(p * rows + b) * length + n + i] = at.next() + i;
        }
      }
      next[b] = at.next();
      lengths[b] = n;
    }
    boolean looks = prompts.stream().anyMatch(prompt -> prompt.looks().length > 0);
    return new PromptBatch(
        rows,
        layout,
        planes,
        ids,
        positions,
        Arrays.copyOf(places, placed),
        Arrays.copyOf(shown, looks ? placed : 0),
        next,
        lengths);
  }

  /** The length of a row. */
  int length() {
    return layout.length();
  }

  /**
   * The flat places of tokens.
   *
   * @param tokens flat positions in rows padded to the longest prompt
   */
  long[] placesOf(long[] tokens) {
    int longest = Arrays.stream(lengths).max().orElse(0);
    long[] flat = new long[tokens.length];
    for (int i = 0; i < tokens.length; i++) {
      int row = Math.toIntExact(tokens[i] / longest);
      int token = Math.toIntExact(tokens[i] % longest);
      flat[i] = (long) row * length() + layout.places()[row][token];
    }
    return flat;
  }

  /** The number of tokens of an image. */
  @FunctionalInterface
  interface VisionTokens {
    /** The number of features. */
    int of(GridSize grid);
  }
}
