package io.depthlm.common.vlm;

import io.depthlm.common.vlm.image.PatchedImage;
import io.depthlm.common.vlm.model.Prompt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts prompts into batches. Questions about one picture with a common beginning share it; all
 * others are grouped by image size, and by frame within a size.
 *
 * @param questions maximum number of prompts in a batch without a shared beginning
 * @param tokens maximum number of tokens in a batch, answers included; a single prompt is always
 *     accepted
 * @param answerTokens tokens reserved for each answer
 * @param imageToken the token that image features replace; a shared beginning must contain all of
 *     them
 */
record Batching(int questions, int tokens, int answerTokens, int imageToken) {
  /** A question that shares its picture costs less than this fraction of one that does not. */
  static final int SHARED_FACTOR = 16;

  /**
   * Prompts to run together.
   *
   * @param indexes indexes of the prompts
   * @param shared number of tokens that all of them begin with, to be read once; 0 for none
   */
  record Batch(int[] indexes, int shared) {}

  /** Batches without sharing; null entries are skipped. */
  List<Batch> apart(List<Prompt> prompts) {
    return of(prompts, Sharing.NONE);
  }

  /** The batches; null entries are skipped. */
  List<Batch> of(List<Prompt> prompts) {
    return of(prompts, Sharing.PICTURES);
  }

  private enum Sharing {
    NONE,
    PICTURES
  }

  private List<Batch> of(List<Prompt> prompts, Sharing sharing) {
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
      int shared = sharing == Sharing.NONE ? 0 : shared(indexes, prompts);
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

  /** The number of tokens that prompts about one picture can share; 0 if sharing does not pay. */
  private int shared(List<Integer> indexes, List<Prompt> prompts) {
    int[] first = prompts.get(indexes.get(0)).ids();
    int common = first.length;
    for (int index : indexes) {
      int[] ids = prompts.get(index).ids();
      int mismatch = Arrays.mismatch(first, 0, common, ids, 0, Math.min(common, ids.length));
      // Every question keeps at least one token of its own.
      common = Math.min(mismatch < 0 ? common : mismatch, ids.length - 1);
    }
    // Repeated image tokens belong to one question and come after all pictures.
    for (int index : indexes) {
      Prompt prompt = prompts.get(index);
      common = Math.min(common, imageTokenFromEnd(prompt, prompt.looks().length));
    }
    int last =
        imageTokenFromEnd(
            prompts.get(indexes.get(0)), prompts.get(indexes.get(0)).looks().length + 1);
    return indexes.size() > 1 && common > last ? common : 0;
  }

  /**
   * The position of the nth image token from the end; the length of the prompt for n = 0, −1 if
   * there are fewer.
   */
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
      // Rows are padded to the longest one.
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

  /** The pictures of a question: equal if they are the same frames with the same marks. */
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
