package io.depthlm.common.vlm.qwen3_vl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.depthlm.common.vlm.image.GridSize;
import io.depthlm.common.vlm.image.PatchedImage;
import io.depthlm.common.vlm.model.PaintedPatches;
import io.depthlm.common.vlm.model.VisionTower;
import io.depthlm.common.vlm.torch.ScriptCall;
import io.depthlm.common.vlm.torch.ScriptModule;
import io.depthlm.common.vlm.torch.TensorList;
import java.util.Arrays;
import java.util.List;

/** The vision tower of Qwen3-VL with its mergers; deepstack features stand beside the others. */
final class Qwen3VisionTower implements VisionTower {
  private final Qwen3Config.Vision shape;
  private final ScriptModule script;
  private final TensorList weights;
  private final int[] deep;

  Qwen3VisionTower(Qwen3Config.Vision shape, TensorList weights, ScriptModule script) {
    this.shape = shape;
    this.script = script;
    this.weights = weights;
    this.deep = new int[shape.depth()];
    Arrays.fill(deep, -1);
    for (int i = 0; i < shape.deepstackBlocks().size(); i++) {
      deep[shape.deepstackBlocks().get(i)] = i;
    }
  }

  @Override
  public NDArray features(List<PatchedImage> images, NDManager into) {
    GridSize grid = images.get(0).grid();
    LearnedPositions positions = LearnedPositions.of(grid, shape.mergeSize(), shape.positionSide());
    int patches = grid.patches();
    try (NDManager scope = into.newSubManager();
        ScriptCall call = script.method("qwen3_vision")) {
      return call.made(PaintedPatches.of(images).tensor(script, scope))
          .integer(images.size())
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
