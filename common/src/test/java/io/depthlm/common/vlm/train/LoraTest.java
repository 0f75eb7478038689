package io.depthlm.common.vlm.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.depthlm.common.config.LoraConfig;
import io.depthlm.common.core.UserError;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.NumberType;
import io.depthlm.common.vlm.checkpoint.Checkpoint;
import io.depthlm.common.vlm.model.Noise;
import io.depthlm.common.vlm.model.Numerics;
import io.depthlm.common.vlm.model.Prompt;
import io.depthlm.common.vlm.model.VlmNet;
import io.depthlm.common.vlm.qwen2_5.QwenFamily;
import io.depthlm.common.vlm.random.RandomCheckpoint;
import io.depthlm.common.vlm.random.Shapes;
import io.depthlm.common.vlm.torch.TorchRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Low-rank pairs beside frozen weights: applied, merged, stopped and resumed. */
class LoraTest {
  private static final AdamW.Settings ADAM = new AdamW.Settings(0.9, 0.95, 1e-8, 0.01, 1.0);
  private static final Lora ALL = new Lora(new LoraConfig(4, 6, LoraConfig.Layers.ALL_LINEAR), 3);
  private static final Map<String, String> FACTS = Map.of("seed", "7", "lora.rank", "4");

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"tiny-qwen, ALL_LINEAR", "tiny-qwen, ATTENTION", "tiny-pixtral, ALL_LINEAR"})
  void appliedIsMergedWithinOneInAHundredThousand(String name, LoraConfig.Layers layers)
      throws IOException {
    TrainGolden golden = TrainGolden.of(name);
    Checkpoint base = Checkpoint.open(TrainGolden.FOLDER.resolve(name));
    try (TrainableNet net =
        TrainableNet.load(base, new Lora(new LoraConfig(4, 6, layers), 3), Compute.ON_CPU)) {
      List<Prompt> prompts =
          golden.samples(base.config()).stream().map(TrainingSample::conversation).toList();
      float[] before = logits(net.net(), prompts);
      assertNear(logits(base, prompts), before, 1e-5, "B is zero at the beginning");
      stir(net);
      float[] applied = logits(net.net(), prompts);
      assertTrue(largest(before, applied) > 0.1, "the pairs say something");
      TrainingCheckpoint.writeModel(net, base, folder.resolve("merged"));
      Checkpoint merged = Checkpoint.open(folder.resolve("merged"));
      assertNear(logits(merged, prompts), applied, 1e-5, "by the blocks of inference");
      try (TrainableNet trained = TrainableNet.load(merged, Compute.ON_CPU)) {
        assertNear(logits(trained.net(), prompts), applied, 1e-5, "by the blocks of training");
      }
    }
  }

  /** With W' = W + s B A: dA = s Bᵀ dW' and dB = s dW' Aᵀ. */
  @Test
  void gradientsOfThePairsFollowFromThoseOfTheMergedWeights() throws IOException {
    TrainGolden golden = TrainGolden.of("tiny-qwen");
    Checkpoint base = Checkpoint.open(TrainGolden.FOLDER.resolve("tiny-qwen"));
    try (TrainableNet net = TrainableNet.load(base, ALL, Compute.ON_CPU)) {
      stir(net);
      List<TrainingSample> batch = golden.samples(base.config());
      TrainingCheckpoint.writeModel(net, base, folder.resolve("merged"));
      try (TrainableNet whole =
              TrainableNet.load(Checkpoint.open(folder.resolve("merged")), Compute.ON_CPU);
          Gradients ofWeights = whole.gradients(batch);
          Gradients ofPairs = net.gradients(batch)) {
        assertEquals(ofWeights.lossSum(), ofPairs.lossSum(), 1e-5 * ofWeights.lossSum());
        List<String> names = net.learnt().names();
        assertEquals(2 * 7 * base.config().text().layers(), names.size());
        for (int i = 0; i < names.size(); i += 2) {
          String weight = names.get(i).replace("lora_A.weight", "weight");
          NDArray a = net.learnt().tensors().arrays().get(i);
          NDArray b = net.learnt().tensors().arrays().get(i + 1);
          int rank = (int) a.getShape().get(0);
          int in = (int) a.getShape().get(1);
          int out = (int) b.getShape().get(0);
          float[] dW = ofWeights.tensors().get(whole.names().indexOf(weight)).toFloatArray();
          float[] av = a.toFloatArray();
          float[] bv = b.toFloatArray();
          float[] dA = new float[rank * in];
          float[] dB = new float[out * rank];
          for (int o = 0; o < out; o++) {
            for (int c = 0; c < in; c++) {
              for (int r = 0; r < rank; r++) {
                dA[r * in + c] += 1.5f * bv[o * rank + r] * dW[o * in + c];
                dB[o * rank + r] += 1.5f * dW[o * in + c] * av[r * in + c];
              }
            }
          }
          assertNear(dA, ofPairs.tensors().get(i).toFloatArray(), 1e-4, names.get(i));
          assertNear(dB, ofPairs.tensors().get(i + 1).toFloatArray(), 1e-4, names.get(i + 1));
        }
      }
    }
  }

  @Test
  void frozenWeightsStayToTheLastBitAndOnlyPairedOnesChange() throws IOException {
    // Stored as bf16: frozen as the same numbers in f32.
    Path at = folder.resolve("base");
    new RandomCheckpoint(
            Shapes.of(QwenFamily.INSTANCE, "tiny"),
            NumberType.BF16,
            5,
            RandomCheckpoint.Initial.TRAINABLE,
            RandomCheckpoint.DEFAULT_SHARD_BYTES)
        .write(at);
    Checkpoint base = Checkpoint.open(at);
    Map<String, float[]> before = new TreeMap<>();
    try (TrainableNet net = TrainableNet.load(base, Compute.ON_CPU)) {
      net.names().forEach(name -> before.put(name, net.weight(name)));
    }
    Lora lora = new Lora(new LoraConfig(4, 8, LoraConfig.Layers.ATTENTION), 3);
    try (TrainableNet net = TrainableNet.load(base, lora, Compute.ON_CPU);
        AdamW optimizer = new AdamW(net, ADAM)) {
      TrainingSample text = words();
      for (int step = 0; step < 3; step++) {
        try (Gradients gradients = net.gradients(List.of(text))) {
          assertTrue(optimizer.update(gradients, 1e-2) > 0);
        }
      }
      TrainingCheckpoint.writeModel(net, base, folder.resolve("merged"));
      Checkpoint merged = Checkpoint.open(folder.resolve("merged"));
      int changed = 0;
      for (String name : net.names()) {
        float[] now = new float[before.get(name).length];
        assertEquals(NumberType.F32, merged.tensor(name).dtype());
        merged.map(name).asFloatBuffer().get(now);
        boolean paired = name.matches("model\\.layers\\.\\d+\\.self_attn\\.[qkvo]_proj\\.weight");
        assertEquals(!paired, Arrays.equals(before.get(name), now), name);
        changed += paired ? 1 : 0;
      }
      assertEquals(4 * base.config().text().layers(), changed);
    }
  }

  @Test
  void weightsStoredInBf16AreFrozenSoAndTeachTheSameInBf16() throws IOException {
    Path stored = folder.resolve("stored");
    new RandomCheckpoint(
            Shapes.of(QwenFamily.INSTANCE, "tiny"),
            NumberType.BF16,
            5,
            RandomCheckpoint.Initial.TRAINABLE,
            RandomCheckpoint.DEFAULT_SHARD_BYTES)
        .write(stored);
    Checkpoint narrow = Checkpoint.open(stored);
    try (TrainableNet net = TrainableNet.load(narrow, Compute.ON_CPU)) {
      TrainingCheckpoint.writeModel(net, narrow, folder.resolve("widened"));
    }
    Checkpoint wide = Checkpoint.open(folder.resolve("widened"));
    Compute bf16 = new Compute(NumberType.BF16, DeviceSlot.CPU);
    TrainingSample text = words();
    try (TrainableNet inBf16 = TrainableNet.load(narrow, ALL, bf16);
        TrainableNet inF32 = TrainableNet.load(wide, ALL, bf16);
        Gradients got = inBf16.gradients(List.of(text));
        Gradients want = inF32.gradients(List.of(text))) {
      String weight = "model.layers.0.self_attn.q_proj.weight";
      // DJL does not name what PyTorch calls bfloat16.
      assertNotEquals(DataType.FLOAT32, inBf16.kept(weight));
      assertEquals(DataType.FLOAT32, inF32.kept(weight));
      assertEquals(want.lossSum(), got.lossSum(), 0);
      for (int i = 0; i < want.tensors().size(); i++) {
        assertArrayEquals(
            want.tensors().get(i).toFloatArray(), got.tensors().get(i).toFloatArray(), 0);
      }
      assertArrayEquals(inF32.weight(weight), inBf16.weight(weight), 0);
    }
  }

  @Test
  void stoppedAndResumedIsTheSameToTheLastBit() throws IOException {
    TrainerSettings settings = new TrainerSettings(4, 2, 2, new CosineSchedule(1e-2, 1, 6), ADAM);
    Path stopped = folder.resolve("step-3");
    try (TrainFixtures.Side side = TrainFixtures.Side.of("tiny-qwen")) {
      Checkpoint base = side.checkpoint();
      float[] through = trained(side, settings, 6, null);
      trained(side, settings, 3, stopped);
      assertFalse(Files.exists(stopped.resolve("model.safetensors")), "the base is not copied");
      try (TrainableNet net = TrainingCheckpoint.load(stopped, base, ALL, Compute.ON_CPU);
          AdamW optimizer = new AdamW(net, ADAM)) {
        TrainingCheckpoint.resume(net, optimizer, FACTS, stopped);
        assertEquals(3, optimizer.step());
        try (Trainer trainer = new Trainer(net, optimizer, TrainerTest.source(side), settings)) {
          while (trainer.hasNext()) {
            trainer.next();
          }
        }
        assertArrayEquals(through, all(net), 0);
      }
      Lora wider = new Lora(new LoraConfig(5, 6, LoraConfig.Layers.ALL_LINEAR), 3);
      UserError error =
          assertThrows(
              UserError.class, () -> TrainingCheckpoint.load(stopped, base, wider, Compute.ON_CPU));
      assertTrue(error.getMessage().contains("does not fit the model"), error.getMessage());
    }
  }

  private float[] trained(TrainFixtures.Side side, TrainerSettings settings, int steps, Path saved)
      throws IOException {
    try (TrainableNet net = TrainableNet.load(side.checkpoint(), ALL, Compute.ON_CPU);
        AdamW optimizer = new AdamW(net, ADAM);
        Trainer trainer = new Trainer(net, optimizer, TrainerTest.source(side), settings)) {
      StepReport report = null;
      for (int i = 0; i < steps; i++) {
        report = trainer.next();
        assertTrue(report.gradientNorm() > 0, report::toString);
      }
      if (saved != null) {
        TrainingCheckpoint.write(net, optimizer, side.checkpoint(), FACTS, saved);
      }
      return all(net);
    }
  }

  /** All that is learnt, one after the other. */
  private static float[] all(TrainableNet net) {
    List<NDArray> tensors = net.learnt().tensors().arrays();
    float[] all = new float[tensors.stream().mapToInt(t -> (int) t.size()).sum()];
    int at = 0;
    for (NDArray tensor : tensors) {
      float[] values = tensor.toFloatArray();
      System.arraycopy(values, 0, all, at, values.length);
      at += values.length;
    }
    return all;
  }

  /** Gives B numbers: it begins as zeros. */
  private static void stir(TrainableNet net) {
    net.adapters()
        .byName()
        .forEach(
            (name, tensor) -> {
              if (name.endsWith("lora_B.weight")) {
                net.put(tensor, Noise.of(name, Math.toIntExact(tensor.size()), 0, 0.3f));
              }
            });
  }

  /** A conversation without a picture. */
  private static TrainingSample words() {
    int[] ids = {5, 6, 7, 8, 9, 10, 11, 12};
    boolean[] taught = new boolean[ids.length];
    Arrays.fill(taught, 3, ids.length, true);
    return new TrainingSample(new Prompt(ids, List.of()), taught);
  }

  private static float[] logits(Checkpoint checkpoint, List<Prompt> prompts) {
    try (VlmNet net = VlmNet.load(checkpoint, Numerics.F32, DeviceSlot.CPU)) {
      return logits(net, prompts);
    }
  }

  /** Logits at the last words of each prompt. */
  private static float[] logits(VlmNet net, List<Prompt> prompts) {
    int longest = prompts.stream().mapToInt(p -> p.ids().length).max().orElseThrow();
    long[] keep = new long[3 * prompts.size()];
    for (int row = 0; row < prompts.size(); row++) {
      for (int i = 0; i < 3; i++) {
        keep[3 * row + i] = (long) row * longest + prompts.get(row).ids().length - 3 + i;
      }
    }
    try (NDManager scope = TorchRuntime.manager(DeviceSlot.CPU)) {
      return net.logits(prompts, keep, scope).toFloatArray();
    }
  }

  private static double largest(float[] a, float[] b) {
    double largest = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs(a[i] - b[i]));
    }
    return largest;
  }

  /** Each number within a share of the largest: f32 sums in another order differ by that. */
  private static void assertNear(float[] want, float[] got, double share, String what) {
    double most = largest(want, new float[want.length]);
    assertEquals(0, largest(want, got), share * most, what + ", the largest being " + most);
  }
}
