package io.depthlm.common.vlm.image;

import io.depthlm.common.imaging.Marks;
import io.depthlm.common.imaging.ResampledMarks;
import io.depthlm.common.imaging.RgbImage;
import java.util.Arrays;

/**
 * A frame as patches of the vision tower, computed once. A question replaces the patches that its
 * marker touches.
 *
 * <p>Letters: P patches in the order of {@link PatchGrid#index}, C = 3 channels, T temporal copies,
 * S side of a patch in pixels. {@link #values} is [P, C·T·S·S]: for Qwen transformers' {@code
 * pixel_values} as they are; for Pixtral the same numbers as its [C, H, W], regrouped so that the
 * patch convolution is one matrix product with its weight as [hidden, C·S·S].
 *
 * <p>Immutable (nobody writes to {@link #values}), thread-safe.
 */
public final class PatchedFrame {
  private final PatchGrid grid;
  private final float[] values;
  private final float[][] table;
  private final int temporalPatch;
  private final ResampledMarks resampled;

  PatchedFrame(
      PatchGrid grid, RgbImage source, RgbImage resized, float[][] table, int temporalPatch) {
    this.grid = grid;
    this.table = table;
    this.temporalPatch = temporalPatch;
    this.resampled = grid.resizes() ? ResampledMarks.of(source, resized) : null;
    this.values = new float[Math.multiplyExact(grid.patches(), patchLength())];
    for (int row = 0; row < grid.rows(); row++) {
      for (int column = 0; column < grid.columns(); column++) {
        fill(resized, row, column);
      }
    }
  }

  /** Its size in patches and pixels. */
  public PatchGrid grid() {
    return grid;
  }

  /** [P, C·T·S·S] without a marker; do not modify it. */
  public float[] values() {
    return values;
  }

  /** The number of values of a patch: C·T·S·S. */
  public int patchLength() {
    return 3 * temporalPatch * grid.patchPx() * grid.patchPx();
  }

  /**
   * The image of a question: this frame with the question's marker, which is given in the prepared
   * frame's pixels. Where the processor resizes, the result equals resizing the painted frame.
   */
  public PatchedImage marked(Marks marks) {
    Marks seen = resampled == null ? marks : resampled.of(marks);
    int side = grid.patchPx();
    int[] touched = new int[seen.size()];
    int n = 0;
    for (int i = 0; i < seen.size(); i++) {
      int at = patch(seen, i);
      if (at >= 0) {
        touched[n++] = at;
      }
    }
    int[] patches = Arrays.stream(touched, 0, n).sorted().distinct().toArray();
    int length = patchLength();
    float[] changed = new float[patches.length * length];
    for (int p = 0; p < patches.length; p++) {
      System.arraycopy(values, patches[p] * length, changed, p * length, length);
    }
    int plane = side * side;
    for (int i = 0; i < seen.size(); i++) {
      int at = patch(seen, i);
      if (at < 0) {
        continue;
      }
      int base = Arrays.binarySearch(patches, at) * length;
      int pixel = seen.yPx()[i] % side * side + seen.xPx()[i] % side;
      for (int channel = 0; channel < 3; channel++) {
        float value = table[channel][seen.rgb()[i] >> (16 - 8 * channel) & 0xff];
        for (int t = 0; t < temporalPatch; t++) {
          changed[base + (channel * temporalPatch + t) * plane + pixel] = value;
        }
      }
    }
    return new PatchedImage(grid.size(), values, patches, changed);
  }

  /** The index of the patch that contains a marked pixel, or −1 if that pixel was cut off. */
  private int patch(Marks seen, int i) {
    int row = seen.yPx()[i] / grid.patchPx();
    int column = seen.xPx()[i] / grid.patchPx();
    return row < grid.rows() && column < grid.columns() ? grid.index(row, column) : -1;
  }

  private void fill(RgbImage image, int row, int column) {
    byte[] rgb = image.rgb();
    int side = grid.patchPx();
    int plane = side * side;
    int base = grid.index(row, column) * patchLength();
    int red = base;
    int green = base + temporalPatch * plane;
    int blue = base + 2 * temporalPatch * plane;
    for (int y = 0; y < side; y++) {
      int at = 3 * ((row * side + y) * image.widthPx() + column * side);
      for (int x = 0; x < side; x++, at += 3) {
        int pixel = y * side + x;
        values[red + pixel] = table[0][rgb[at] & 0xff];
        values[green + pixel] = table[1][rgb[at + 1] & 0xff];
        values[blue + pixel] = table[2][rgb[at + 2] & 0xff];
      }
    }
    for (int t = 1; t < temporalPatch; t++) {
      System.arraycopy(values, red, values, red + t * plane, plane);
      System.arraycopy(values, green, values, green + t * plane, plane);
      System.arraycopy(values, blue, values, blue + t * plane, plane);
    }
  }
}
