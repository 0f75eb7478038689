package io.depthlm.common.vlm.image;

import java.util.Arrays;
import java.util.List;

/**
 * An image as patches of the vision tower: those of a frame, and those that a question's marker
 * changes. Questions about one frame share {@code base} by identity. Nothing here is modified.
 *
 * @param grid its size in patches
 * @param base normalised pixels, patch after patch in the family's order (Qwen: merge blocks
 *     together, a patch as channel, frame, row, column; Pixtral: row by row, a patch as channel,
 *     row, column)
 * @param changed indexes of the patches that differ from the base, ascending
 * @param changes their pixels, patch after patch
 */
public record PatchedImage(GridSize grid, float[] base, int[] changed, float[] changes) {
  /** An image without a marker. */
  public PatchedImage(GridSize grid, float[] values) {
    this(grid, values, new int[0], new float[0]);
  }

  /** Checks that sizes fit each other. */
  public PatchedImage {
    int patch = base.length / grid.patches();
    if (base.length % grid.patches() != 0 || changes.length != changed.length * patch) {
      throw new IllegalArgumentException(
          "%s with %d values, %d changed patches with %d"
              .formatted(grid, base.length, changed.length, changes.length));
    }
  }

  /** Whether two lists have the same images: the same frames with the same marks. */
  public static boolean areSame(List<PatchedImage> some, List<PatchedImage> others) {
    boolean same = some.size() == others.size();
    for (int i = 0; same && i < some.size(); i++) {
      same = some.get(i).isSame(others.get(i));
    }
    return same;
  }

  @SuppressWarnings("ArrayEquals") // questions on one frame share its array
  private boolean isSame(PatchedImage other) {
    return base == other.base
        && grid.equals(other.grid)
        && Arrays.equals(changed, other.changed)
        && Arrays.equals(changes, other.changes);
  }

  /** The number of values of a patch. */
  public int patchLength() {
    return base.length / grid.patches();
  }
}
