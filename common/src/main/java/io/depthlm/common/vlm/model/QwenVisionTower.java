package io.depthlm.common.vlm.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.depthlm.common.vlm.checkpoint.QwenConfig;
import io.depthlm.common.vlm.torch.ScriptCall;
import io.depthlm.common.vlm.torch.ScriptModule;
import io.depthlm.common.vlm.torch.TensorList;
import java.util.ArrayList;
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

  QwenVisionTower(QwenConfig.Vision shape, TensorSource source, ScriptModule script) {
    this.shape = shape;
    this.script = script;
    List<NDArray> w = new ArrayList<>();
    w.add(source.tensor("visual.patch_embed.proj.weight"));
    for (int i = 0; i < shape.depth(); i++) {
      String at = "visual.blocks." + i + ".";
      w.add(source.tensor(at + "norm1.weight"));
      linear(w, source, at + "attn.qkv");
      linear(w, source, at + "attn.proj");
      w.add(source.tensor(at + "norm2.weight"));
      linear(w, source, at + "mlp.gate_proj");
      linear(w, source, at + "mlp.up_proj");
      linear(w, source, at + "mlp.down_proj");
    }
    w.add(source.tensor("visual.merger.ln_q.weight"));
    linear(w, source, "visual.merger.mlp.0");
    linear(w, source, "visual.merger.mlp.2");
    this.weights = new TensorList(w);
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
      return call.tensor(HostTensors.pooledPixels(images, layout, pool, scope))
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

  private static void linear(List<NDArray> w, TensorSource source, String name) {
    w.add(source.tensor(name + ".weight"));
    w.add(source.tensor(name + ".bias"));
  }

  @Override
  public void close() {
    weights.close();
  }
}
