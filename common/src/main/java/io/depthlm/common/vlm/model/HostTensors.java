package io.depthlm.common.vlm.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.depthlm.common.vlm.image.GridSize;
import io.depthlm.common.vlm.image.PatchedImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;

/** Tensors from Java arrays. */
public final class HostTensors {
  private HostTensors() {}

  /** Images of one grid as [images, patches, perPatch] f32. */
  public static NDArray pixels(List<PatchedImage> images, int perPatch, NDManager scope) {
    GridSize grid = images.get(0).grid();
    int each = Math.multiplyExact(grid.patches(), perPatch);
    Floats floats = Floats.of((long) each * images.size());
    for (PatchedImage image : images) {
      if (!image.grid().equals(grid) || image.base().length != each) {
        throw new IllegalArgumentException(
            "an image of %s with %d values among images of %s with %d"
                .formatted(image.grid(), image.base().length, grid, each));
      }
      image.putInto(floats.numbers());
    }
    return floats.tensor(new Shape(images.size(), grid.patches(), perPatch), scope);
  }

  /**
   * Floats outside of the heap, in native byte order.
   *
   * @param bytes the memory; DJL takes only byte buffers without another copy
   * @param numbers the same memory, to be filled
   */
  public record Floats(ByteBuffer bytes, FloatBuffer numbers) {
    /** Memory for so many. */
    public static Floats of(long count) {
      if (4 * count > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "%d pixel values do not fit one buffer; use smaller batches".formatted(count));
      }
      ByteBuffer bytes =
          ByteBuffer.allocateDirect((int) (4 * count)).order(ByteOrder.nativeOrder());
      return new Floats(bytes, bytes.asFloatBuffer());
    }

    /** The filled memory as a tensor; on a processor it is not copied. */
    public NDArray tensor(Shape shape, NDManager scope) {
      return scope.create(bytes, shape, DataType.FLOAT32);
    }
  }
}
