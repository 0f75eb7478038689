package io.depthlm.common.vlm.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.depthlm.common.core.Ids;
import io.depthlm.common.vlm.checkpoint.TensorPlan;
import io.depthlm.common.vlm.checkpoint.VlmConfig;
import io.depthlm.common.vlm.model.LowRank;
import io.depthlm.common.vlm.torch.ScriptCall;
import io.depthlm.common.vlm.torch.ScriptModule;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** The pairs that {@link Lora} trains, in f32, in the order of the layers. */
final class Adapters {
  private final LowRank lowRank;
  private final Map<String, NDArray> byName = new LinkedHashMap<>();

  /** Fresh pairs, owned by the manager. */
  Adapters(VlmConfig config, Lora lora, ScriptModule recorded, NDManager manager) {
    Map<String, long[]> shapes = TensorPlan.of(config);
    Map<String, LowRank.Pair> pairs = new LinkedHashMap<>();
    for (int layer = 0; layer < config.text().layers(); layer++) {
      for (String linear : lora.names()) {
        String weight = LowRank.weight(layer, linear);
        int out = Math.toIntExact(shapes.get(weight)[0]);
        int in = Math.toIntExact(shapes.get(weight)[1]);
        String at = weight.substring(0, weight.length() - "weight".length());
        float[] first = drawn(lora, weight, in);
        NDArray a = leaf(first, new Shape(lora.rank(), in), recorded, manager);
        NDArray b =
            leaf(new float[out * lora.rank()], new Shape(out, lora.rank()), recorded, manager);
        byName.put(at + "lora_A.weight", a);
        byName.put(at + "lora_B.weight", b);
        pairs.put(weight, new LowRank.Pair(a, b));
      }
    }
    NDArray scale = manager.full(new Shape(), (float) lora.scale());
    this.lowRank = new LowRank(pairs, scale, manager.zeros(new Shape(0)));
  }

  /**
   * The values of A, uniform within 1 / √in: Kaiming's rule with slope √5, as PyTorch initialises
   * linear layers. They depend only on the seed and the name of the weight.
   */
  private static float[] drawn(Lora lora, String weight, int in) {
    String id = Ids.of("lora", Long.toString(lora.seed()), weight);
    SplittableRandom random = new SplittableRandom(Long.parseUnsignedLong(id.substring(0, 16), 16));
    double bound = 1 / Math.sqrt(in);
    float[] values = new float[Math.multiplyExact(lora.rank(), in)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (bound * (2 * random.nextDouble() - 1));
    }
    return values;
  }

  private static NDArray leaf(
      float[] values, Shape shape, ScriptModule recorded, NDManager manager) {
    try (NDArray from = manager.create(values, shape);
        ScriptCall call = recorded.method("train_leaf")) {
      return call.tensor(from).tensor(manager);
    }
  }

  /** The pairs for the decoder. */
  LowRank lowRank() {
    return lowRank;
  }

  /** The trained tensors, with PEFT's names for pairs and canonical names of layers. */
  Map<String, NDArray> byName() {
    return byName;
  }

  /** A weight with its pair merged, W + scale · B A; the weight itself if it has no pair. */
  NDArray merged(String canonical, NDArray weight, ScriptModule plain, NDManager into) {
    LowRank.Pair pair = lowRank.pairs().get(canonical);
    if (pair == null) {
      return weight;
    }
    try (ScriptCall call = plain.method("train_merge")) {
      return call.tensor(weight)
          .tensor(pair.a())
          .tensor(pair.b())
          .tensor(lowRank.scale())
          .tensor(into);
    }
  }
}
