package io.depthlm.common.vlm.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;

/** Tensors from Java arrays. */
final class HostTensors {
  private HostTensors() {}

  /** Images of one grid as [images, patches, perPatch] f32. */
  static NDArray pixels(List<PatchedImage> images, int perPatch, NDManager scope) {
    GridSize grid = images.get(0).grid();
    int each = Math.multiplyExact(grid.patches(), perPatch);
    long bytes = 4L * each * images.size();
    if (bytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "%d images of %d values do not fit one buffer; use smaller batches"
              .formatted(images.size(), each));
    }
    ByteBuffer buffer = ByteBuffer.allocateDirect((int) bytes).order(ByteOrder.nativeOrder());
    FloatBuffer floats = buffer.asFloatBuffer();
    for (PatchedImage image : images) {
      if (!image.grid().equals(grid) || image.base().length != each) {
        throw new IllegalArgumentException(
            "an image of %s with %d values among images of %s with %d"
                .formatted(image.grid(), image.base().length, grid, each));
      }
      image.putInto(floats);
    }
    return scope.create(
        buffer, new Shape(images.size(), grid.patches(), perPatch), DataType.FLOAT32);
  }
}
