package io.depthlm.common.vlm.train;

import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.NumberType;

/**
 * Where a model is trained, and in which numbers.
 *
 * @param type what the blocks compute in, {@code F32} or {@code BF16}; weights, gradients and the
 *     optimizer's state are f32 in either case
 * @param device where all of it lies
 */
public record Compute(NumberType type, DeviceSlot device) {
  /** In f32 on the CPU. */
  public static final Compute ON_CPU = new Compute(NumberType.F32, DeviceSlot.CPU);

  /** Checks the type. */
  public Compute {
    if (type == NumberType.F16) {
      throw new IllegalArgumentException("f16 loses small gradients: train in f32 or bf16");
    }
  }
}
