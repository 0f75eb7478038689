package io.depthlm.common.vlm.torch;

import ai.djl.ndarray.types.DataType;
import java.util.Locale;

/** The number formats of weights and activations, with PyTorch's codes for them. */
public enum NumberType {
  /** IEEE 32-bit. */
  F32(6, 4, DataType.FLOAT32),
  /** The upper 16 bits of an IEEE 32-bit number. DJL's own operations must not touch it. */
  BF16(15, 2, DataType.BFLOAT16),
  /**
   * IEEE 16-bit; on a CPU a hundred times slower than the others, so only read, never run, there.
   */
  F16(5, 2, DataType.FLOAT16);

  private final int code;
  private final int bytes;
  private final DataType djl;

  NumberType(int code, int bytes, DataType djl) {
    this.code = code;
    this.bytes = bytes;
    this.djl = djl;
  }

  /** PyTorch's ScalarType, as TorchScript takes it. */
  public int code() {
    return code;
  }

  /** The type of a code. */
  public static NumberType ofCode(int code) {
    for (NumberType type : values()) {
      if (type.code == code) {
        return type;
      }
    }
    throw new IllegalArgumentException("no number type has code " + code);
  }

  /** The name in tables and configuration: {@code f32}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Bytes of one number. */
  public int bytes() {
    return bytes;
  }

  /** DJL's name for it. */
  public DataType djl() {
    return djl;
  }
}
