package io.depthlm.common.vlm;

import io.depthlm.common.vlm.image.PatchedImage;
import io.depthlm.common.vlm.model.Prompt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts prompts into batches. Questions about one picture that begin with the same words share what
 * they begin with; the others stand together by image size, those of one frame next to each other.
 *
 * @param questions most prompts of a batch that shares nothing
 * @param tokens most tokens of a batch, answers included; one prompt always fits
 * @param answerTokens room for each answer
 * @param imageToken what stands for a picture's features; all of these must be shared
 */
record Batching(int questions, int tokens, int answerTokens, int imageToken) {
  /** A question that shares its picture costs less than this part of one that does not. */
  static final int SHARED_FACTOR = 16;

  /**
   * Prompts to run together.
   *
   * @param indexes into those given
   * @param shared tokens at the beginning of all of them to read once; 0 for none
   */
  record Batch(int[] indexes, int shared) {}

  /** The batches; null entries are left out. */
  List<Batch> of(List<Prompt> prompts) {
    Map<Picture, List<Integer>> byPicture = new LinkedHashMap<>();
    for (int i = 0; i < prompts.size(); i++) {
      if (prompts.get(i) != null) {
        Picture picture = new Picture(prompts.get(i).images());
        byPicture.computeIfAbsent(picture, key -> new ArrayList<>()).add(i);
      }
    }
    List<Batch> batches = new ArrayList<>();
    Map<Object, List<Integer>> bySize = new LinkedHashMap<>();
    for (List<Integer> indexes : byPicture.values()) {
      int shared = shared(indexes, prompts);
      if (shared > 0) {
        split(indexes, prompts, shared, batches);
      } else {
        Object size =
            prompts.get(indexes.get(0)).images().stream().map(PatchedImage::grid).toList();
        bySize.computeIfAbsent(size, key -> new ArrayList<>()).addAll(indexes);
      }
    }
    for (List<Integer> indexes : bySize.values()) {
      indexes.sort(null);
      split(indexes, prompts, 0, batches);
    }
    return batches;
  }

  /** How many tokens prompts about one picture can share; 0 if that is not worth it. */
  private int shared(List<Integer> indexes, List<Prompt> prompts) {
    int[] first = prompts.get(indexes.get(0)).ids();
    int common = first.length;
    for (int index : indexes) {
      int[] ids = prompts.get(index).ids();
      int mismatch = Arrays.mismatch(first, 0, common, ids, 0, Math.min(common, ids.length));
      // Every question keeps a token of its own.
      common = Math.min(mismatch < 0 ? common : mismatch, ids.length - 1);
    }
    // Tokens that show a pixel again are a question's own, and stand behind all pictures.
    for (int index : indexes) {
      Prompt prompt = prompts.get(index);
      common = Math.min(common, imageTokenFromEnd(prompt, prompt.looks().length));
    }
    int last =
        imageTokenFromEnd(
            prompts.get(indexes.get(0)), prompts.get(indexes.get(0)).looks().length + 1);
    return indexes.size() > 1 && common > last ? common : 0;
  }

  /** Where the nth image token from the end stands: the end for n = 0, −1 where there are fewer. */
  private int imageTokenFromEnd(Prompt prompt, int n) {
    int[] ids = prompt.ids();
    int at = ids.length;
    for (int left = n; left > 0 && at >= 0; ) {
      at--;
      if (at >= 0 && ids[at] == imageToken) {
        left--;
      }
    }
    return at;
  }

  private void split(List<Integer> indexes, List<Prompt> prompts, int shared, List<Batch> batches) {
    int most = shared > 0 ? SHARED_FACTOR * questions : questions;
    List<Integer> batch = new ArrayList<>();
    long longest = 0;
    for (int index : indexes) {
      long length = (long) prompts.get(index).ids().length - shared + answerTokens;
      // Rows are padded to the longest, so that is what each takes.
      long padded = Math.max(longest, length);
      boolean full = batch.size() == most || shared + padded * (batch.size() + 1) > tokens;
      if (full && !batch.isEmpty()) {
        batches.add(batch(batch, shared));
        batch.clear();
        padded = length;
      }
      batch.add(index);
      longest = padded;
    }
    if (!batch.isEmpty()) {
      batches.add(batch(batch, shared));
    }
  }

  private static Batch batch(List<Integer> indexes, int shared) {
    return new Batch(indexes.stream().mapToInt(i -> i).toArray(), shared);
  }

  /** What a question shows: the same frames, painted alike. */
  private record Picture(List<PatchedImage> images) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Picture picture && PatchedImage.areSame(images, picture.images);
    }

    @Override
    public int hashCode() {
      int hash = 1;
      for (PatchedImage image : images) {
        hash = 31 * hash + System.identityHashCode(image.base());
      }
      return hash;
    }
  }
}
