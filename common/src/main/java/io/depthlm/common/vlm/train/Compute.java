package io.depthlm.common.vlm.train;

import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.NumberType;

/**
 * The device and the number format of training.
 *
 * @param type the format of the computation, {@code F32} or {@code BF16}; weights, gradients and
 *     the optimizer's state are always f32
 * @param device the device of all tensors
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
