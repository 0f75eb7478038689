package io.depthlm.common.vlm.checkpoint;

import io.depthlm.common.engine.NumberType;

/**
 * A tensor to be written.
 *
 * @param name the name in the file
 * @param dtype the number format
 * @param shape the sizes, outermost first
 */
public record TensorSpec(String name, NumberType dtype, long... shape) {
  /** The number of elements. */
  public long elements() {
    long elements = 1;
    for (long size : shape) {
      elements = Math.multiplyExact(elements, size);
    }
    return elements;
  }

  /** The size in bytes. */
  public long bytes() {
    return Math.multiplyExact(elements(), dtype.bytes());
  }
}
