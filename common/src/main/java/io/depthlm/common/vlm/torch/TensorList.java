package io.depthlm.common.vlm.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import java.util.List;

/**
 * A list of tensors that is passed to many calls, such as a model's weights or a cache. Closing it
 * frees the list's handle and leaves the tensors to their manager.
 */
public final class TensorList implements AutoCloseable {
  private final List<NDArray> arrays;
  private final IValue handle;

  /** A list of these tensors, in this order. */
  public TensorList(List<NDArray> arrays) {
    this.arrays = List.copyOf(arrays);
    this.handle =
        IValue.listFrom(arrays.stream().map(PtNDArray.class::cast).toArray(PtNDArray[]::new));
  }

  /** The tensors. */
  public List<NDArray> arrays() {
    return arrays;
  }

  IValue handle() {
    return handle;
  }

  @Override
  public void close() {
    handle.close();
  }
}
