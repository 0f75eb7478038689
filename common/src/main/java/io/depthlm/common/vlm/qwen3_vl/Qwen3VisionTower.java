package io.depthlm.common.vlm.qwen3_vl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.depthlm.common.vlm.model.GridSize;
import io.depthlm.common.vlm.model.HostTensors;
import io.depthlm.common.vlm.model.PatchedImage;
import io.depthlm.common.vlm.model.TensorSource;
import io.depthlm.common.vlm.model.VisionTower;
import io.depthlm.common.vlm.torch.ScriptCall;
import io.depthlm.common.vlm.torch.ScriptModule;
import io.depthlm.common.vlm.torch.TensorList;
import java.util.ArrayList;
import java.util.List;

/** The vision tower of Qwen3-VL with its mergers; deepstack features stand beside the others. */
final class Qwen3VisionTower implements VisionTower {
  private final Qwen3Config.Vision shape;
  private final ScriptModule script;
  private final TensorList weights;
  private final int[] deep;

  Qwen3VisionTower(Qwen3Config.Vision shape, TensorSource source, ScriptModule script) {
    this.shape = shape;
    this.script = script;
    List<NDArray> w = new ArrayList<>();
    pair(w, source, "visual.patch_embed.proj");
    w.add(source.tensor("visual.pos_embed.weight"));
    for (int i = 0; i < shape.depth(); i++) {
      String at = "visual.blocks." + i + ".";
      for (String name :
          List.of("norm1", "attn.qkv", "attn.proj", "norm2", "mlp.linear_fc1", "mlp.linear_fc2")) {
        pair(w, source, at + name);
      }
    }
    merger(w, source, "visual.merger.");
    this.deep = new int[shape.depth()];
    java.util.Arrays.fill(deep, -1);
    for (int i = 0; i < shape.deepstackBlocks().size(); i++) {
      merger(w, source, "visual.deepstack_merger_list." + i + ".");
      deep[shape.deepstackBlocks().get(i)] = i;
    }
    this.weights = new TensorList(w);
  }

  private static void merger(List<NDArray> w, TensorSource source, String at) {
    for (String name : List.of("norm", "linear_fc1", "linear_fc2")) {
      pair(w, source, at + name);
    }
  }

  private static void pair(List<NDArray> w, TensorSource source, String name) {
    w.add(source.tensor(name + ".weight"));
    w.add(source.tensor(name + ".bias"));
  }

  @Override
  public NDArray features(List<PatchedImage> images, NDManager into) {
    GridSize grid = images.get(0).grid();
    LearnedPositions positions = LearnedPositions.of(grid, shape.mergeSize(), shape.positionSide());
    int patches = grid.patches();
    int perPatch = shape.channels() * shape.temporalPatch() * shape.patchPx() * shape.patchPx();
    try (NDManager scope = into.newSubManager();
        ScriptCall call = script.method("qwen3_vision")) {
      return call.tensor(HostTensors.pixels(images, perPatch, scope))
          .tensor(scope.create(positions.taps(), new Shape(patches, 4)))
          .tensor(scope.create(positions.shares(), new Shape(patches, 4)))
          .tensor(scope.create(positions.rows()))
          .tensor(scope.create(positions.columns()))
          .integers(deep)
          .tensors(weights)
          .integer(shape.depth())
          .integer(shape.heads())
          .integer((long) shape.mergeSize() * shape.mergeSize())
          .number(Qwen3Config.Vision.ROPE_THETA)
          .tensor(into);
    }
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
