package io.depthlm.common.vlm.train;

import ai.djl.ndarray.NDArray;
import io.depthlm.common.vlm.model.TensorSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The weights of the model, by canonical name, in the order in which the model asked for them. A
 * name asked for twice is one weight.
 */
final class Weights implements TensorSource {
  private final TensorSource initial;
  private final UnaryOperator<NDArray> kept;
  private final Map<String, NDArray> byName = new LinkedHashMap<>();

  /**
   * @param kept what is kept of a tensor: itself, or a copy that gradients are asked for
   */
  Weights(TensorSource initial, UnaryOperator<NDArray> kept) {
    this.initial = initial;
    this.kept = kept;
  }

  @Override
  public NDArray tensor(String canonical) {
    return byName.computeIfAbsent(canonical, name -> kept.apply(initial.tensor(name)));
  }

  /** All of them, once the model is built. */
  Map<String, NDArray> byName() {
    return byName;
  }
}
