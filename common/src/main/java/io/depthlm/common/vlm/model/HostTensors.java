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
    FloatBuffer floats = floats((long) each * images.size());
    for (PatchedImage image : images) {
      if (!image.grid().equals(grid) || image.base().length != each) {
        throw new IllegalArgumentException(
            "an image of %s with %d values among images of %s with %d"
                .formatted(image.grid(), image.base().length, grid, each));
      }
      image.putInto(floats);
    }
    return scope.create(
        floats.rewind(), new Shape(images.size(), grid.patches(), perPatch), DataType.FLOAT32);
  }

  /** A buffer of floats outside of the heap, in native byte order. */
  public static FloatBuffer floats(long count) {
    if (4 * count > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "%d pixel values do not fit one buffer; use smaller batches".formatted(count));
    }
    return ByteBuffer.allocateDirect((int) (4 * count))
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }
}
