package io.depthlm.common.vlm.model;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Pairs of low-rank factors (LoRA) beside linear layers of the decoder: a layer computes x Wᵀ +
 * scale · (x Aᵀ) Bᵀ. The caller's manager owns the tensors.
 *
 * @param pairs by the canonical name of the weight W
 * @param scale a number as a tensor without dimensions; null without pairs
 * @param none an empty tensor, for layers without a pair; null without pairs
 */
public record LowRank(Map<String, Pair> pairs, NDArray scale, NDArray none) {
  /** No layer has a pair. */
  public static final LowRank NONE = new LowRank(Map.of(), null, null);

  /** The decoder's attention projections, as a layer's weights are named. */
  public static final List<String> ATTENTION =
      List.of("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.o_proj");

  /** All linear layers of the decoder. */
  public static final List<String> ALL_LINEAR =
      List.of(
          "self_attn.q_proj",
          "self_attn.k_proj",
          "self_attn.v_proj",
          "self_attn.o_proj",
          "mlp.gate_proj",
          "mlp.up_proj",
          "mlp.down_proj");

  /**
   * The factors of a weight [O, C].
   *
   * @param a [R, C]
   * @param b [O, R]
   */
  public record Pair(NDArray a, NDArray b) {}

  /** The canonical name of a linear layer's weight. */
  public static String weight(int layer, String linear) {
    return "model.layers." + layer + "." + linear + ".weight";
  }

  /**
   * The factors for the decoder's script: a pair for each of its tensors, empty tensors if it has
   * none, and the scale. The list is empty without any pairs.
   *
   * @param names names of the decoder's tensors, in order
   */
  List<NDArray> factors(List<String> names) {
    List<NDArray> factors = new ArrayList<>();
    if (pairs.isEmpty()) {
      return factors;
    }
    for (String name : names) {
      Pair pair = pairs.getOrDefault(name, new Pair(none, none));
      factors.add(pair.a());
      factors.add(pair.b());
    }
    factors.add(scale);
    return factors;
  }
}
