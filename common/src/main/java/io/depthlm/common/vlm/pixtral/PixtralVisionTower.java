package io.depthlm.common.vlm.pixtral;

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

/** The Pixtral vision tower, the merger of Mistral3 and the projector of both. */
final class PixtralVisionTower implements VisionTower {
  private final PixtralConfig.Vision shape;
  private final int merge;
  private final double mergerEps;
  private final ScriptModule script;
  private final TensorList weights;

  PixtralVisionTower(PixtralConfig config, TensorList weights, ScriptModule script) {
    this.shape = config.vision();
    this.merge = config.mergeSize();
    this.mergerEps = config.merger() == null ? 0 : config.merger().normEps();
    this.script = script;
    this.weights = weights;
  }

  @Override
  public NDArray features(List<PatchedImage> images, NDManager into) {
    GridSize grid = images.get(0).grid();
    float[] rows = new float[grid.patches()];
    float[] columns = new float[grid.patches()];
    int squares = grid.columns() / merge;
    for (int patch = 0; patch < rows.length; patch++) {
      // The patches of a merged square follow one another.
      int square = patch / (merge * merge);
      rows[patch] = square / squares * merge + patch % (merge * merge) / merge;
      columns[patch] = square % squares * merge + patch % merge;
    }
    return features(images, rows, columns, into);
  }

  NDArray features(List<PatchedImage> images, float[] rows, float[] columns, NDManager into) {
    try (NDManager scope = into.newSubManager();
        ScriptCall call = script.method("pixtral_vision")) {
      return call.made(PaintedPatches.of(images).tensor(script, scope))
          .integer(images.size())
          .tensor(scope.create(rows))
          .tensor(scope.create(columns))
          .tensors(weights)
          .integer(shape.heads())
          .integer(shape.layers())
          .number(shape.ropeTheta())
          .integer(shape.activation() == PixtralConfig.Activation.GELU ? 1 : 0)
          .integer((long) merge * merge)
          .number(mergerEps)
          .tensor(into);
    }
  }

  @Override
  public int tokens(GridSize grid) {
    return grid.patches() / (merge * merge);
  }

  @Override
  public void close() {
    weights.close();
  }
}
