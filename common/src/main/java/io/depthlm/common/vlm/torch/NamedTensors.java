package io.depthlm.common.vlm.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A network's weights by name, as TorchScript's {@code Dict[str, Tensor]}, passed to many calls.
 * Closing it frees the map's handle and leaves the tensors to their manager.
 */
public final class NamedTensors implements AutoCloseable {
  private final IValue handle;

  /** The tensors under these names; at least one. */
  public NamedTensors(Map<String, NDArray> tensors) {
    Map<String, PtNDArray> ofPyTorch = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> ofPyTorch.put(name, (PtNDArray) tensor));
    this.handle = IValue.stringMapFrom(ofPyTorch);
  }

  IValue handle() {
    return handle;
  }

  @Override
  public void close() {
    handle.close();
  }
}
