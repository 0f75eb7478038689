package io.depthlm.common.vlm.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.NumberType;
import io.depthlm.common.vlm.torch.ScriptArchive;
import io.depthlm.common.vlm.torch.ScriptCall;
import io.depthlm.common.vlm.torch.ScriptFailure;
import io.depthlm.common.vlm.torch.ScriptModule;
import io.depthlm.common.vlm.torch.TorchRuntime;
import java.util.List;

/**
 * Tries the fused attention that also returns the sum of the exponents on a device, in both number
 * formats, without a mask, with one for all rows and with one for each, and compares it with the
 * plain implementation. It is not a public operator of PyTorch, so another version may not have it.
 */
final class AttentionTrial {
  private static final String SCRIPT =
      ScriptArchive.resource(AttentionTrial.class, "summed_trial.torchscript");

  /** Relative to the largest result; bf16 has 8 bits. */
  private static final double TOLERANCE = 0.03;

  private static final int ROWS = 2;

  private AttentionTrial() {}

  /** Whether two sources give the same results. */
  static boolean works(String plain, String tried, DeviceSlot device) {
    try (NDManager manager = TorchRuntime.manager(device);
        ScriptModule want = ScriptModule.compile(manager, plain, SCRIPT);
        ScriptModule got = ScriptModule.compile(manager, tried, SCRIPT)) {
      for (NumberType type : List.of(NumberType.F32, NumberType.BF16)) {
        for (int masks = 0; masks <= ROWS; masks++) {
          if (!areNear(run(want, masks, type, manager), run(got, masks, type, manager))) {
            return false;
          }
        }
      }
      return true;
    } catch (ScriptFailure e) {
      return false;
    }
  }

  /** Three queries with the first words of five in sight, or all of them. */
  private static List<float[]> run(
      ScriptModule module, int masks, NumberType type, NDManager manager) {
    try (NDManager scope = manager.newSubManager();
        ScriptCall call = module.method("trial_summed")) {
      return call
          .tensor(numbers(7, scope, 3))
          .tensor(numbers(5, scope, 5))
          .tensor(numbers(3, scope, 5))
          .integer(masks)
          .type(type)
          .tensors(scope)
          .stream()
          .map(NDArray::toFloatArray)
          .toList();
    }
  }

  private static NDArray numbers(int step, NDManager scope, int words) {
    Shape shape = new Shape(ROWS, 2, words, 16);
    float[] numbers = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (i * step % 17 - 8) / 8f;
    }
    return scope.create(numbers, shape);
  }

  private static boolean areNear(List<float[]> want, List<float[]> got) {
    for (int i = 0; i < want.size(); i++) {
      if (!ProductTrial.areNear(want.get(i), got.get(i), TOLERANCE)) {
        return false;
      }
    }
    return true;
  }
}
