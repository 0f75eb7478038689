package io.depthlm.common.engine;

import java.util.Locale;

/** The number formats that weights are stored in and models compute in. */
public enum NumberType {
  /** IEEE 32-bit. */
  F32(4),
  /** IEEE 16-bit; slow on a CPU, where it is only read. */
  F16(2),
  /** The upper 16 bits of an IEEE 32-bit number. */
  BF16(2);

  private final int bytes;

  NumberType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one number. */
  public int bytes() {
    return bytes;
  }

  /** The name in tables and configuration: {@code f32}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
