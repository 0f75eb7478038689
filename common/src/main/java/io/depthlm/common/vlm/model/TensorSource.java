package io.depthlm.common.vlm.model;

import ai.djl.ndarray.NDArray;

/** The source of a model's weights. */
@FunctionalInterface
public interface TensorSource {
  /**
   * A tensor by its canonical name, in the number type and on the device of the run; the caller's
   * manager owns it.
   *
   * @throws RuntimeException if there is no such tensor
   */
  NDArray tensor(String canonical);
}
