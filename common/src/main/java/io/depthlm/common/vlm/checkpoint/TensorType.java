package io.depthlm.common.vlm.checkpoint;

/** The number formats of weights that can be run, named as safetensors headers name them. */
public enum TensorType {
  /** IEEE 32-bit. */
  F32(4),
  /** IEEE 16-bit. */
  F16(2),
  /** The upper 16 bits of an IEEE 32-bit number. */
  BF16(2);

  private final int bytes;

  TensorType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one number. */
  public int bytes() {
    return bytes;
  }
}
