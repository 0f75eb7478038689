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

  /**
   * What a linear layer multiplies with, of a matrix from here that is also read in another way:
   * the matrix itself, or a copy that the source's manager owns.
   */
  default NDArray multiplied(NDArray plain) {
    return plain;
  }
}
