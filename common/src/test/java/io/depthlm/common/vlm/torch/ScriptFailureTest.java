package io.depthlm.common.vlm.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.depthlm.common.engine.DeviceSlot;
import org.junit.jupiter.api.Test;

/** A failure's message is the operator's own line, not the interpreter's headline. */
class ScriptFailureTest {
  @Test
  void saysWhatTheOperatorSaid() {
    String source =
        """
          def twice(self, x: Tensor) -> Tensor:
            return torch.matmul(x, x)
        """;
    try (NDManager manager = TorchRuntime.manager(DeviceSlot.CPU);
        ScriptModule module = ScriptModule.compile(manager, source);
        ScriptCall call = module.method("twice")) {
      call.tensor(manager.zeros(new Shape(2, 3)));
      ScriptFailure e = assertThrows(ScriptFailure.class, () -> call.tensor(manager));
      assertEquals(
          "twice: RuntimeError: mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)",
          e.getMessage());
      assertTrue(e.getCause().getMessage().contains("Traceback"), "the whole is kept");
    }
  }

  @Test
  void leavesOutAdviceToPyTorchsDevelopers() {
    EngineException e =
        new EngineException(
            """
            The following operation failed in the TorchScript interpreter.
            Traceback of TorchScript (most recent call last):
              File "code/__torch__.py", line 9, in linear
            RuntimeError: could not create a primitive descriptor for the inner product. Run \
            workload with environment variable ONEDNN_VERBOSE=all to get more.
            """);
    assertEquals(
        "qwen_vision: RuntimeError: could not create a primitive descriptor for the inner product.",
        new ScriptFailure("qwen_vision", e).getMessage());
  }

  @Test
  void withoutATracebackItIsTheFirstLine() {
    assertEquals(
        "m: Method 'm' is not defined.",
        new ScriptFailure("m", new EngineException("\nMethod 'm' is not defined.\n")).getMessage());
  }
}
