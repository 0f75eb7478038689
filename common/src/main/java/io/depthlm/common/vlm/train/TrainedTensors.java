package io.depthlm.common.vlm.train;

import ai.djl.ndarray.NDArray;
import io.depthlm.common.vlm.torch.TensorList;
import java.util.List;
import java.util.Map;

/**
 * What steps change: gradients and running means are listed in its order.
 *
 * @param names of the tensors
 * @param tensors f32, with gradients
 */
record TrainedTensors(List<String> names, TensorList tensors) implements AutoCloseable {
  static TrainedTensors of(Map<String, NDArray> byName) {
    return new TrainedTensors(
        List.copyOf(byName.keySet()), new TensorList(List.copyOf(byName.values())));
  }

  @Override
  public void close() {
    tensors.close();
  }
}
