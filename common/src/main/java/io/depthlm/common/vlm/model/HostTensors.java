package io.depthlm.common.vlm.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/** Tensors from Java arrays. */
final class HostTensors {
  private HostTensors() {}

  /** Images of one grid as [images, patches, perPatch] f32. */
  static NDArray pixels(List<PatchedImage> images, int perPatch, NDManager scope) {
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

  /** The windows of a pool as [1, places, patch length] f32. */
  static NDArray pooledPixels(
      List<PatchedImage> images, QwenLayout layout, QwenPool pool, NDManager scope) {
    int length = images.get(0).patchLength();
    int places = pool.patches();
    FloatBuffer floats = floats((long) places * length);
    for (int w = 0; w < pool.starts().length; w++) {
      PatchedImage image = images.get(pool.sources()[w]);
      for (int p = 0; p < pool.lengths()[w]; p++) {
        int patch = (int) layout.order()[pool.starts()[w] + p];
        int change = pool.painted()[w] ? Arrays.binarySearch(image.changed(), patch) : -1;
        if (change >= 0) {
          floats.put(image.changes(), change * length, length);
        } else {
          floats.put(image.base(), patch * length, length);
        }
      }
    }
    return scope.create(floats.rewind(), new Shape(1, places, length), DataType.FLOAT32);
  }

  private static FloatBuffer floats(long count) {
    if (4 * count > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "%d pixel values do not fit one buffer; use smaller batches".formatted(count));
    }
    return ByteBuffer.allocateDirect((int) (4 * count))
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }
}
