package io.depthlm.common.vlm.train;

import ai.djl.ndarray.NDArray;
import io.depthlm.common.vlm.torch.TensorList;
import java.util.List;
import java.util.Map;

/**
 * The tensors that training changes; gradients and running means have the same order.
 *
 * @param names names of the tensors
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
