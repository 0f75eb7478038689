package io.depthlm.common.vlm.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.depthlm.common.vlm.image.GridSize;
import io.depthlm.common.vlm.image.PatchedImage;
import io.depthlm.common.vlm.torch.ScriptCall;
import io.depthlm.common.vlm.torch.ScriptModule;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The patches that a vision tower reads for a batch, as they go to the device: each frame once, and
 * beside it the patches that a marker changed. The device puts them together, so questions about
 * one frame do not fill and send its pixels again.
 *
 * <p>Letters: F frames, P patches of a frame, L values of a patch, N patches of the batch, n of
 * them painted.
 *
 * @param patchLength L
 * @param frames F of [P · L] without markers
 * @param rows [N]: where the patch stands in all frames, [F · P]
 * @param painted [n]: which of the N are painted
 * @param sources [n]: the image whose change each of them is
 * @param changes [n]: which of that image's changes
 */
public record PaintedPatches(
    int patchLength,
    List<float[]> frames,
    long[] rows,
    long[] painted,
    List<PatchedImage> sources,
    int[] changes) {

  /** All patches of images of one grid, image after image: [images · P, L]. */
  public static PaintedPatches of(List<PatchedImage> images) {
    int patches = images.get(0).grid().patches();
    Builder builder = new Builder(images, images.size() * patches);
    for (PatchedImage image : images) {
      for (int patch = 0; patch < patches; patch++) {
        builder.add(image, patch, true);
      }
    }
    return builder.build();
  }

  /** Collects patches in the order of the batch. */
  public static final class Builder {
    private final Map<float[], Integer> known = new IdentityHashMap<>();
    private final List<float[]> frames = new ArrayList<>();
    private final List<PatchedImage> sources = new ArrayList<>();
    private final int patches;
    private final int patchLength;
    private final long[] rows;
    private final long[] painted;
    private final int[] changes;
    private int size;

    /**
     * @param images of one grid, from which the patches come
     * @param count how many patches there will be
     */
    public Builder(List<PatchedImage> images, int count) {
      GridSize grid = images.get(0).grid();
      int length = images.get(0).base().length;
      for (PatchedImage image : images) {
        if (!image.grid().equals(grid) || image.base().length != length) {
          throw new IllegalArgumentException(
              "an image of %s with %d values among images of %s with %d"
                  .formatted(image.grid(), image.base().length, grid, length));
        }
      }
      patches = grid.patches();
      patchLength = length / patches;
      rows = new long[count];
      painted = new long[count];
      changes = new int[count];
    }

    /**
     * Adds a patch of an image.
     *
     * @param withMarker whether as the image's marker left it, or as it is in the frame
     */
    public void add(PatchedImage image, int patch, boolean withMarker) {
      int change = withMarker ? Arrays.binarySearch(image.changed(), patch) : -1;
      if (change >= 0) {
        painted[sources.size()] = size;
        changes[sources.size()] = change;
        sources.add(image);
      }
      int frame =
          known.computeIfAbsent(
              image.base(),
              base -> {
                frames.add(base);
                return frames.size() - 1;
              });
      rows[size++] = (long) frame * patches + patch;
    }

    /** The patches so far. */
    public PaintedPatches build() {
      int n = sources.size();
      return new PaintedPatches(
          patchLength,
          List.copyOf(frames),
          Arrays.copyOf(rows, size),
          Arrays.copyOf(painted, n),
          List.copyOf(sources),
          Arrays.copyOf(changes, n));
    }
  }

  /** How many numbers go to the device as pixels. */
  long numbers() {
    return frames.stream().mapToLong(frame -> frame.length).sum()
        + (long) painted.length * patchLength;
  }

  /**
   * The patches on the device of {@code scope}: [N, L] f32.
   *
   * @param script with the shared blocks
   */
  public NDArray tensor(ScriptModule script, NDManager scope) {
    ByteBuffer whole = bytes(frames.stream().mapToLong(frame -> frame.length).sum());
    frames.forEach(whole.asFloatBuffer()::put);
    ByteBuffer beside = bytes((long) painted.length * patchLength);
    for (int i = 0; i < painted.length; i++) {
      beside
          .asFloatBuffer()
          .put(i * patchLength, sources.get(i).changes(), changes[i] * patchLength, patchLength);
    }
    long[] packed = Arrays.copyOf(rows, rows.length + painted.length);
    System.arraycopy(painted, 0, packed, rows.length, painted.length);
    long all = whole.capacity() / Float.BYTES / patchLength;
    try (ScriptCall call = script.method("paint")) {
      return call.tensor(scope.create(whole, new Shape(all, patchLength), DataType.FLOAT32))
          .tensor(scope.create(packed))
          .integer(rows.length)
          .tensor(scope.create(beside, new Shape(painted.length, patchLength), DataType.FLOAT32))
          .tensor(scope);
    }
  }

  /** Memory for floats outside of the heap: DJL copies buffers of other kinds once more. */
  private static ByteBuffer bytes(long floats) {
    long bytes = Float.BYTES * floats;
    if (bytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "%d pixel values do not fit one buffer; use smaller batches".formatted(floats));
    }
    return ByteBuffer.allocateDirect((int) bytes).order(ByteOrder.nativeOrder());
  }
}
