package io.depthlm.common.vlm.train;

import ai.djl.ndarray.NDArray;
import io.depthlm.common.vlm.model.TensorSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The weights of the model by canonical name, in the order of the first request. */
final class Weights implements TensorSource {
  private final TensorSource initial;
  private final UnaryOperator<NDArray> kept;
  private final Map<String, NDArray> byName = new LinkedHashMap<>();

  /**
   * @param kept the tensor to keep: the same one, or a copy that requires gradients
   */
  Weights(TensorSource initial, UnaryOperator<NDArray> kept) {
    this.initial = initial;
    this.kept = kept;
  }

  @Override
  public NDArray tensor(String canonical) {
    return byName.computeIfAbsent(canonical, name -> kept.apply(initial.tensor(name)));
  }

  /** All weights, once the model is built. */
  Map<String, NDArray> byName() {
    return byName;
  }
}
