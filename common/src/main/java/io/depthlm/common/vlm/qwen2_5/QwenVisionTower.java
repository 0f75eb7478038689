package io.depthlm.common.vlm.qwen2_5;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.depthlm.common.vlm.image.GridSize;
import io.depthlm.common.vlm.image.PatchedImage;
import io.depthlm.common.vlm.model.HostTensors;
import io.depthlm.common.vlm.model.VisionTower;
import io.depthlm.common.vlm.torch.ScriptCall;
import io.depthlm.common.vlm.torch.ScriptModule;
import io.depthlm.common.vlm.torch.TensorList;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The vision tower and merger of Qwen2.5-VL. */
final class QwenVisionTower implements VisionTower {
  private final QwenConfig.Vision shape;
  private final ScriptModule script;
  private final TensorList weights;
  private final int[] full;
  private final Map<GridSize, QwenLayout> layouts = new ConcurrentHashMap<>();

  QwenVisionTower(QwenConfig.Vision shape, TensorList weights, ScriptModule script) {
    this.shape = shape;
    this.script = script;
    this.weights = weights;
    this.full = new int[shape.depth()];
    shape.fullAttentionBlocks().forEach(block -> full[block] = 1);
  }

  @Override
  public NDArray features(List<PatchedImage> images, NDManager into) {
    GridSize grid = images.get(0).grid();
    return features(images, layouts.computeIfAbsent(grid, this::layout), into);
  }

  QwenLayout layout(GridSize grid) {
    return QwenLayout.of(
        grid, shape.mergeSize(), shape.windowPx() / shape.patchPx() / shape.mergeSize());
  }

  NDArray features(List<PatchedImage> images, QwenLayout layout, NDManager into) {
    QwenPool pool = QwenPool.of(images, layout);
    int merged = shape.mergeSize() * shape.mergeSize();
    try (NDManager scope = into.newSubManager();
        ScriptCall call = script.method("qwen_vision")) {
      return call.tensor(pooledPixels(images, layout, pool, scope))
          .tensor(scope.create(pool.spread(layout.rows())))
          .tensor(scope.create(pool.spread(layout.columns())))
          .integers(pool.windows())
          .tensor(scope.create(pool.gather()))
          .integer(images.size())
          .tensor(scope.create(layout.rows()))
          .tensor(scope.create(layout.columns()))
          .integers(layout.windows())
          .tensor(scope.create(layout.back()))
          .integers(full)
          .integer(pooledBlocks())
          .tensors(weights)
          .integer(shape.heads())
          .integer(merged)
          .number(QwenConfig.Vision.ROPE_THETA)
          .tensor(into);
    }
  }

  /** The windows of a pool as [1, places, patch length] f32. */
  private static NDArray pooledPixels(
      List<PatchedImage> images, QwenLayout layout, QwenPool pool, NDManager scope) {
    int length = images.get(0).patchLength();
    int places = pool.patches();
    HostTensors.Floats pixels = HostTensors.Floats.of((long) places * length);
    FloatBuffer floats = pixels.numbers();
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
    return pixels.tensor(new Shape(1, places, length), scope);
  }

  /** Blocks before the first that looks at the whole image. */
  private int pooledBlocks() {
    int blocks = 0;
    while (blocks < full.length && full[blocks] == 0) {
      blocks++;
    }
    return blocks;
  }

  @Override
  public int tokens(GridSize grid) {
    return grid.patches() / (shape.mergeSize() * shape.mergeSize());
  }

  @Override
  public void close() {
    weights.close();
  }
}
