package io.depthlm.common.vlm.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.NumberType;
import io.depthlm.common.vlm.checkpoint.Checkpoint;
import io.depthlm.common.vlm.torch.ScriptCall;
import io.depthlm.common.vlm.torch.ScriptModule;
import io.depthlm.common.vlm.torch.TorchRuntime;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTensorsTest {
  private static Checkpoint checkpoint(String golden) {
    return Checkpoint.open(Path.of("src/test/resources/golden/vlm", golden));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny-qwen", "tiny-pixtral"})
  void aModelAsksInTheOrderThatIsReadAhead(String golden) {
    Checkpoint checkpoint = checkpoint(golden);
    NDManager manager = TorchRuntime.manager(DeviceSlot.CPU);
    ScriptModule script =
        VlmNet.inference(checkpoint.config(), manager, Numerics.F32, Products.PLAIN);
    List<String> asked = new ArrayList<>();
    try (CheckpointTensors tensors =
            new CheckpointTensors(checkpoint, Numerics.F32, script, manager);
        VlmNet net =
            new VlmNet(
                checkpoint.config(),
                Numerics.F32,
                name -> {
                  asked.add(name);
                  return tensors.tensor(name);
                },
                script,
                manager)) {
      assertEquals(VlmNet.tensorNames(net.config()), asked);
      assertEquals(checkpoint.tensors().size(), asked.size());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny-qwen", "tiny-pixtral"})
  void convertedTensorsAreThoseOfTheFileInWhateverOrder(String golden) {
    Checkpoint checkpoint = checkpoint(golden);
    assertEquals(NumberType.F32, checkpoint.dtype(), "so that each is converted");
    Numerics bf16 = Numerics.of(NumberType.BF16);
    try (NDManager manager = TorchRuntime.manager(DeviceSlot.CPU);
        ScriptModule script = VlmNet.inference(checkpoint.config(), manager, bf16, Products.PLAIN);
        CheckpointTensors tensors = new CheckpointTensors(checkpoint, bf16, script, manager)) {
      for (String name : checkpoint.tensors().keySet()) {
        try (ScriptCall call = script.method("cast")) {
          NDArray wide = call.tensor(tensors.tensor(name)).type(NumberType.F32).tensor(manager);
          assertArrayEquals(rounded(checkpoint.map(name)), wide.toFloatArray(), name);
        }
      }
    }
  }

  private static float[] rounded(ByteBuffer f32) {
    float[] values = new float[f32.remaining() / Float.BYTES];
    for (int i = 0; i < values.length; i++) {
      int bits = f32.getInt();
      int even = 0x7FFF + (bits >>> 16 & 1);
      values[i] = Float.intBitsToFloat(bits + even & 0xFFFF0000);
    }
    return values;
  }
}
