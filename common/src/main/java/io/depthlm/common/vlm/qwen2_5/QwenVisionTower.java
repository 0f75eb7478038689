package io.depthlm.common.vlm.qwen2_5;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.depthlm.common.vlm.image.GridSize;
import io.depthlm.common.vlm.image.PatchedImage;
import io.depthlm.common.vlm.model.PaintedPatches;
import io.depthlm.common.vlm.model.VisionTower;
import io.depthlm.common.vlm.torch.ScriptCall;
import io.depthlm.common.vlm.torch.ScriptModule;
import io.depthlm.common.vlm.torch.TensorList;
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
      return call.made(pooled(images, layout, pool).tensor(script, scope))
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

  /** The windows of a pool. */
  private static PaintedPatches pooled(
      List<PatchedImage> images, QwenLayout layout, QwenPool pool) {
    PaintedPatches.Builder patches = new PaintedPatches.Builder(images, pool.patches());
    for (int w = 0; w < pool.starts().length; w++) {
      PatchedImage image = images.get(pool.sources()[w]);
      for (int p = 0; p < pool.lengths()[w]; p++) {
        int patch = (int) layout.order()[pool.starts()[w] + p];
        patches.add(image, patch, pool.painted()[w]);
      }
    }
    return patches.build();
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
