package io.depthlm.common.vlm.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.depthlm.common.engine.NumberType;
import io.depthlm.common.vlm.checkpoint.TextConfig;
import io.depthlm.common.vlm.torch.ScriptCall;
import io.depthlm.common.vlm.torch.ScriptModule;

/**
 * Weights for {@code packing_onednn.torchscript}: the matrices of linear layers are copied into the
 * layout in which oneDNN multiplies on this processor, which would otherwise make that copy in each
 * product. Only products can read that layout.
 */
final class PackedWeights implements TensorSource {
  private final TensorSource source;
  private final ScriptModule script;
  private final NDManager manager;

  /**
   * @param source the weights one by one; those that are copied are freed
   * @param script compiled with the layers of products that {@link Products#packs}
   * @param manager owns the copies
   */
  PackedWeights(TensorSource source, ScriptModule script, NDManager manager) {
    this.source = source;
    this.script = script;
    this.manager = manager;
  }

  /**
   * Whether the copies of a model's weights fit into memory. Weights that are stored in f32 are
   * otherwise pages of the file, which all processes share.
   */
  static boolean fit(long parameters, TextConfig text, Numerics.Host host) {
    return host.hasRoomFor(
        Math.multiplyExact(parameters + text.tiedWeights(), NumberType.F32.bytes()));
  }

  /**
   * Whether a tensor is packed: a matrix, unless it is looked up, which shows in its name. The
   * scripts flatten the weights of convolutions, which have more dimensions. A matrix that is read
   * in another way under another name fails there, as PyTorch knows nothing else to do with it.
   */
  static boolean packs(String canonical, int dimensions) {
    return dimensions == 2 && !canonical.contains("embed");
  }

  @Override
  public NDArray tensor(String canonical) {
    NDArray plain = source.tensor(canonical);
    if (!packs(canonical, plain.getShape().dimension())) {
      return plain;
    }
    try (plain) {
      return multiplied(plain);
    }
  }

  @Override
  public NDArray multiplied(NDArray plain) {
    try (ScriptCall call = script.method("pack")) {
      return call.tensor(plain).tensor(manager);
    }
  }
}
