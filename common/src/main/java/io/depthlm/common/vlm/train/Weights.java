package io.depthlm.common.vlm.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.depthlm.common.vlm.model.TensorSource;
import io.depthlm.common.vlm.torch.ScriptCall;
import io.depthlm.common.vlm.torch.ScriptModule;
import io.depthlm.common.vlm.torch.TensorList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The weights in training: copies in f32, by canonical name, in the order in which the model asked
 * for them. A name asked for twice is one weight.
 */
final class Weights implements TensorSource, AutoCloseable {
  private final TensorSource initial;
  private final ScriptModule recorded;
  private final NDManager manager;
  private final Map<String, NDArray> byName = new LinkedHashMap<>();
  private TensorList list;

  Weights(TensorSource initial, ScriptModule recorded, NDManager manager) {
    this.initial = initial;
    this.recorded = recorded;
    this.manager = manager;
  }

  @Override
  public NDArray tensor(String canonical) {
    return byName.computeIfAbsent(
        canonical,
        name -> {
          try (ScriptCall call = recorded.method("train_leaf")) {
            return call.tensor(initial.tensor(name)).tensor(manager);
          }
        });
  }

  /** Their names, in order. */
  List<String> names() {
    return List.copyOf(byName.keySet());
  }

  /** All of them, once the model is built. */
  TensorList list() {
    if (list == null) {
      list = new TensorList(List.copyOf(byName.values()));
    }
    return list;
  }

  @Override
  public void close() {
    if (list != null) {
      list.close();
    }
  }
}
