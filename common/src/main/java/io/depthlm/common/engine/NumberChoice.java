package io.depthlm.common.engine;

import java.util.Locale;
import java.util.Optional;

/** The number format that a model's entry asks an engine to compute in. */
public enum NumberChoice {
  /** The format of the weights if the device is fast at it, else f32. */
  AUTO(null),
  /** 32-bit. */
  F32(NumberType.F32),
  /** The upper 16 bits of an IEEE 32-bit number. */
  BF16(NumberType.BF16);

  private final NumberType type;

  NumberChoice(NumberType type) {
    this.type = type;
  }

  /** The format; empty for {@link #AUTO}. */
  public Optional<NumberType> type() {
    return Optional.ofNullable(type);
  }

  /** The name in configuration and in a variant's identity. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
