package io.depthlm.common.vlm.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.NumberType;
import io.depthlm.common.vlm.checkpoint.Checkpoint;
import io.depthlm.common.vlm.checkpoint.Family;
import io.depthlm.common.vlm.checkpoint.TensorEntry;
import io.depthlm.common.vlm.checkpoint.TensorPlan;
import io.depthlm.common.vlm.checkpoint.TextConfig;
import io.depthlm.common.vlm.checkpoint.VlmConfig;
import io.depthlm.common.vlm.image.GridSize;
import io.depthlm.common.vlm.random.RandomCheckpoint;
import io.depthlm.common.vlm.random.Shapes;
import io.depthlm.common.vlm.torch.ScriptCall;
import io.depthlm.common.vlm.torch.ScriptModule;
import io.depthlm.common.vlm.torch.TorchRuntime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The tests of logits show that packed weights give the same answers; these, that they are. */
@Tag("processor")
class PackedWeightsTest {
  private static final String IS_PACKED =
      """
        def is_packed(self, x: Tensor) -> Tensor:
          return torch.ones([1]) if x.is_mkldnn else torch.zeros([1])
      """;

  private record Room(long bytes) implements Numerics.Host {
    @Override
    public boolean isGpu() {
      return false;
    }

    @Override
    public boolean multipliesBf16() {
      return false;
    }

    @Override
    public boolean hasRoomFor(long wanted) {
      return wanted <= bytes;
    }
  }

  private static final String EMBEDDING = "model.embed_tokens.weight";

  static Stream<String> names() {
    return NetGolden.NAMES.stream();
  }

  @Test
  void weightsArePackedInF32WhereOneDnnMultiplies() {
    Products here = Products.ofProcessor();
    boolean oneDnn =
        here.byType().get(NumberType.F32).containsAll(Products.methods("product_onednn").values());
    assertEquals(oneDnn, here.packs(Numerics.F32));
    assertTrue(oneDnn || !"amd64".equals(System.getProperty("os.arch")), "oneDNN has x86's");
    assertFalse(here.packs(Numerics.of(NumberType.BF16)));
    assertFalse(here.packs(new Numerics(NumberType.F32, NumberType.BF16)));
    assertFalse(Products.PLAIN.packs(Numerics.F32));
    assertFalse(Products.ofGpu(Products.PLAIN.summed()).packs(Numerics.F32));
  }

  @ParameterizedTest
  @MethodSource("names")
  void matricesArePackedAndFreedExceptThoseThatAreLookedUp(String name) {
    NetGolden golden = NetGolden.of(name);
    String marks =
        """
          def pack(self, weight: Tensor) -> Tensor:
            return torch.zeros([7])
        """;
    try (NDManager manager = TorchRuntime.manager(DeviceSlot.CPU);
        NDManager copies = TorchRuntime.manager(DeviceSlot.CPU);
        ScriptModule script = ScriptModule.compile(manager, marks)) {
      PackedWeights weights = new PackedWeights(golden.source(manager), script, copies);
      Set<String> plain = new HashSet<>();
      int tensors = manager.getManagedArrays().size();
      for (Map.Entry<String, long[]> planned : TensorPlan.of(golden.config()).entrySet()) {
        Shape got = weights.tensor(planned.getKey()).getShape();
        if (got.equals(new Shape(planned.getValue()))) {
          tensors++;
          if (got.dimension() == 2) {
            plain.add(planned.getKey());
          }
        } else {
          assertEquals(new Shape(7), got);
          assertEquals(2, planned.getValue().length, planned.getKey());
        }
      }
      assertEquals(
          name.startsWith("qwen3")
              ? Set.of(EMBEDDING, "visual.pos_embed.weight")
              : Set.of(EMBEDDING),
          plain);
      assertEquals(tensors, manager.getManagedArrays().size(), "no matrix is held twice");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny-qwen", "tiny-pixtral"})
  void aCheckpointIsLoadedPacked(String folder) {
    Checkpoint checkpoint = Checkpoint.open(Path.of("src/test/resources/golden/vlm", folder));
    boolean tied = checkpoint.config().text().tiedEmbeddings();
    int matrices = 0;
    for (TensorEntry tensor : checkpoint.tensors().values()) {
      matrices += tensor.shape().length == 2 ? 1 : 0;
    }
    boolean packs = Products.ofProcessor().packs(Numerics.F32);
    try (VlmNet net = VlmNet.load(checkpoint, Numerics.F32, DeviceSlot.CPU)) {
      assertEquals(packs ? matrices - 1 + (tied ? 1 : 0) : 0, packed(net));
    }
    try (VlmNet net =
        VlmNet.load(
            checkpoint, Numerics.F32, DeviceSlot.CPU, new Room(checkpoint.weightBytes() - 1))) {
      assertEquals(0, packed(net), "without room");
    }
  }

  private static int packed(VlmNet net) {
    int packed = 0;
    try (ScriptModule asks = ScriptModule.compile(net.manager(), IS_PACKED);
        NDManager scope = net.manager().newSubManager()) {
      for (NDArray tensor : net.manager().getManagedArrays()) {
        try (ScriptCall call = asks.method("is_packed")) {
          packed += (int) call.tensor(tensor).tensor(scope).toFloatArray()[0];
        }
      }
    }
    return packed;
  }

  static List<Family> families() {
    return Family.all();
  }

  @ParameterizedTest
  @MethodSource("families")
  void whatIsConvertedOnTheWayIsEachTensorsOwn(Family family, @TempDir Path folder)
      throws IOException {
    VlmConfig config = Shapes.of(family, "tiny");
    new RandomCheckpoint(config, NumberType.BF16, 3, 1 << 16).write(folder);
    Checkpoint checkpoint = Checkpoint.open(folder);
    Prompt words = new Prompt(new int[] {5, 9, 2, 7, 11}, List.of());
    Prompt picture =
        new Prompt(
            new int[0], List.of(GoldenNets.image("a", new GridSize(4, 6), checkpoint.config())));
    try (VlmNet want = VlmNet.load(checkpoint, Numerics.F32, DeviceSlot.CPU, new Room(0));
        VlmNet got = VlmNet.load(checkpoint, Numerics.F32, DeviceSlot.CPU);
        NDManager scope = TorchRuntime.manager(DeviceSlot.CPU)) {
      long[] keep = {0, 1, 2, 3, 4};
      NetGolden.assertClose(
          want.logits(List.of(words), keep, scope).toFloatArray(),
          got.logits(List.of(words), keep, scope).toFloatArray(),
          1e-5,
          "logits");
      NetGolden.assertClose(
          want.features(List.of(picture), scope).get(0).toFloatArray(),
          got.features(List.of(picture), scope).get(0).toFloatArray(),
          1e-5,
          "features");
    }
  }

  @ParameterizedTest
  @CsvSource({
    // tied, bytes; fit
    "false, 4000, true",
    "false, 3999, false",
    "true, 4240, true",
    "true, 4239, false",
  })
  void theyArePackedOnlyWhereAllCopiesFit(boolean tied, long bytes, boolean fit) {
    TextConfig text =
        new TextConfig(
            6,
            1,
            1,
            1,
            6,
            8,
            10,
            1e-6,
            1e4,
            List.of(),
            false,
            tied,
            64,
            null,
            TextConfig.Heading.PLAIN);
    assertEquals(fit, PackedWeights.fit(1_000, text, new Room(bytes)));
  }
}
