package io.depthlm.common.vlm.model;

import io.depthlm.common.vlm.image.PatchedImage;
import java.util.Arrays;
import java.util.List;

/**
 * The tokens of one question, or of several questions about the same images (branches). A branch
 * sees the tokens before the first branch and its own, and counts its positions from there, exactly
 * as if it were alone.
 *
 * @param ids token ids, each image's place filled with as many image tokens as it has features; not
 *     to be written to
 * @param images the images, in the order of their places
 * @param looks what image tokens behind the images' own show again: for each, which of the images'
 *     features; empty where there are none
 * @param branches where each of several questions begins, ascending, behind all images; empty where
 *     it is one question
 */
public record Prompt(int[] ids, List<PatchedImage> images, int[] looks, int[] branches) {
  private static final int[] NONE = {};

  /** Checks that branches ascend within the tokens. */
  public Prompt {
    for (int i = 0; i < branches.length; i++) {
      int before = i == 0 ? 0 : branches[i - 1];
      if (branches[i] <= before || branches[i] >= ids.length) {
        throw new IllegalArgumentException(
            "branch %d begins at %d of %d tokens, the one before it at %d"
                .formatted(i, branches[i], ids.length, before));
      }
    }
  }

  /** One question. */
  public Prompt(int[] ids, List<PatchedImage> images) {
    this(ids, images, NONE, NONE);
  }

  /** Whether another question begins with this: the same images and the same first tokens. */
  public boolean begins(Prompt whole) {
    return whole.ids.length > ids.length
        && Arrays.equals(ids, 0, ids.length, whole.ids, 0, ids.length)
        && PatchedImage.areSame(images, whole.images);
  }
}
