package io.depthlm.common.vlm.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.NumberType;
import io.depthlm.common.vlm.torch.ScriptFailure;
import io.depthlm.common.vlm.torch.ScriptModule;
import io.depthlm.common.vlm.torch.TorchRuntime;
import io.depthlm.common.vlm.torch.Trace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The scripts of GPUs, run on a processor: weights that stand behind one another, and operators
 * that read and write 16-bit numbers themselves.
 */
@Tag("processor")
class GpuScriptsTest {
  private static final Products GPU = Products.ofGpu(Products.PLAIN.summed());

  static Stream<String> names() {
    return NetGolden.NAMES.stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void theyGiveTheReferencesLogits(String name) {
    NetGolden golden = NetGolden.of(name);
    try (VlmNet net = golden.net(Numerics.F32, GPU)) {
      for (NetGolden.Question q : golden.questions()) {
        VlmNetGoldenTest.assertClose(q.logits(), Forced.logits(net, q), 1e-4, name + " logits");
      }
    }
    try (VlmNet net = golden.net(Numerics.of(NumberType.BF16), GPU)) {
      VlmNetGoldenTest.assertBfloat16LogitsAreNear(golden, net, name);
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void whatIsDoneNumberByNumberIsTheSameToTheLastBit(String name) {
    NetGolden golden = NetGolden.of(name);
    for (NumberType type : List.of(NumberType.F32, NumberType.BF16)) {
      List<String> plain = Products.PLAIN.layers(Numerics.of(type));
      List<String> direct = new ArrayList<>(plain);
      Collections.replaceAll(
          direct, Products.resource("elementwise_plain"), Products.resource("elementwise_direct"));
      assertNotEquals(plain, direct);
      try (VlmNet want = golden.net(type, golden.config(), VlmNet.sources(golden.config(), plain));
          VlmNet got = golden.net(type, golden.config(), VlmNet.sources(golden.config(), direct))) {
        for (NetGolden.Question q : golden.questions()) {
          assertArrayEquals(Forced.logits(want, q), Forced.logits(got, q), name + " " + type);
        }
      }
    }
  }

  @Test
  void aStepStartsFewerOperators() {
    // Of two layers, the embedding, the output layer and the choice of a word.
    assertEquals(101, operatorsOfAStep(Products.PLAIN));
    assertEquals(90, operatorsOfAStep(GPU));
  }

  private static int operatorsOfAStep(Products products) {
    NetGolden golden = NetGolden.of("qwen-untied-two-images");
    try (VlmNet net = golden.net(Numerics.of(NumberType.BF16), products)) {
      assertEquals(2, net.config().text().layers());
      Prompt prompt = golden.questions().get(0).prompt();
      try (DecodingBatch batch =
          net.begin(List.of(prompt, prompt), List.of(new int[0], new int[0]), 9)) {
        return Trace.of(() -> batch.step(new int[][] {{1}, {1}})).operators().size();
      }
    }
  }

  @Test
  void aFeedForwardIsMadeAsWideAsTensorCoresReadIt() {
    try (NDManager manager = TorchRuntime.manager(DeviceSlot.CPU);
        ScriptModule script = ScriptModule.compile(manager, MappedTensors.source())) {
      Map<String, NDArray> weights = new HashMap<>();
      weights.put("a.gate_proj.weight", filled(manager, 13, 4));
      weights.put("a.up_proj.weight", filled(manager, 13, 4));
      weights.put("a.gate_proj.bias", filled(manager, 13));
      weights.put("a.up_proj.bias", filled(manager, 13));
      weights.put("a.down_proj.weight", filled(manager, 4, 13));
      weights.put("a.down_proj.bias", filled(manager, 4));
      weights.put("a.q_proj.weight", filled(manager, 6, 4));
      weights.put("a.k_proj.weight", filled(manager, 3, 4));
      weights.put("a.v_proj.weight", filled(manager, 3, 4));
      weights.put("a.norm.weight", filled(manager, 4));
      JoinedWeights joined = new JoinedWeights(weights::remove, script, manager);
      Map<String, String> shapes =
          Map.of(
              "a.gate_proj.weight", "(16, 4)",
              "a.up_proj.weight", "(16, 4)",
              "a.gate_proj.bias", "(16)",
              "a.up_proj.bias", "(16)",
              "a.down_proj.weight", "(4, 16)",
              "a.down_proj.bias", "(4)",
              "a.q_proj.weight", "(6, 4)",
              "a.k_proj.weight", "(3, 4)",
              "a.v_proj.weight", "(3, 4)",
              "a.norm.weight", "(4)");
      shapes.forEach(
          (name, shape) -> {
            NDArray weight = joined.tensor(name);
            assertEquals(shape, weight.getShape().toString(), name);
            float[] numbers = weight.toFloatArray();
            int ones = 0;
            for (float number : numbers) {
              ones += number == 1 ? 1 : 0;
            }
            int given = name.contains("gate") || name.contains("up") ? 13 * numbers.length / 16 : 0;
            given = name.equals("a.down_proj.weight") ? 52 : given;
            assertEquals(given == 0 ? numbers.length : given, ones, name + ": the rest is zeros");
          });
      assertTrue(weights.isEmpty(), "each weight is read once");
    }
  }

  @Test
  void weightsThatDoNotStandBehindOneAnotherAreNotTakenForOneMatrix() {
    NetGolden golden = NetGolden.of("qwen-tied-edges");
    String[] sources = VlmNet.sources(golden.config(), GPU.layers(Numerics.F32));
    try (VlmNet net = golden.net(NumberType.F32, golden.config(), sources)) {
      ScriptFailure failure =
          assertThrows(ScriptFailure.class, () -> Forced.logits(net, golden.questions().get(0)));
      assertTrue(failure.getMessage().contains("behind one another"), failure.getMessage());
    }
  }

  private static NDArray filled(NDManager manager, long... shape) {
    return manager.ones(new Shape(shape));
  }
}
