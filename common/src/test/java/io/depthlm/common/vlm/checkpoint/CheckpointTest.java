package io.depthlm.common.vlm.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.depthlm.common.core.Ids;
import io.depthlm.common.engine.NumberType;
import io.depthlm.common.vlm.pixtral.PixtralConfig;
import io.depthlm.common.vlm.qwen2_5.QwenConfig;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders that transformers' save_pretrained wrote open unchanged. */
class CheckpointTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/vlm");

  @Test
  void readsTheWholeConfigurationOfAQwenModel() {
    Checkpoint checkpoint = Checkpoint.open(GOLDEN.resolve("tiny-qwen"));
    assertEquals(
        new QwenConfig(
            new QwenConfig.Vision(3, 32, 2, 48, 3, 14, 2, 2, 56, List.of(1), 32),
            new TextConfig(
                32,
                3,
                4,
                2,
                8,
                64,
                376,
                1e-6,
                1e6,
                List.of(1, 1, 2),
                true,
                true,
                32768,
                null,
                TextConfig.Heading.PLAIN),
            new VisionTokens(346, 347, 344, 345),
            List.of(343)),
        checkpoint.config());
    assertFalse(checkpoint.tensors().containsKey("lm_head.weight"));
    assertEquals(NumberType.F32, checkpoint.dtype());
    assertEquals(4 * checkpoint.parameters(), checkpoint.weightBytes());
  }

  @Test
  void readsTheWholeConfigurationOfAPixtralModel() {
    Checkpoint checkpoint = Checkpoint.open(GOLDEN.resolve("tiny-pixtral"));
    assertEquals(
        new PixtralConfig(
            new PixtralConfig.Vision(
                2, 32, 2, 48, 3, 16, 256, 10_000, PixtralConfig.Activation.SILU),
            new TextConfig(
                40,
                3,
                4,
                2,
                16,
                72,
                384,
                1e-5,
                1e9,
                List.of(),
                false,
                false,
                131072,
                null,
                TextConfig.Heading.PLAIN),
            null,
            true,
            10,
            List.of(2)),
        checkpoint.config());
    assertTrue(checkpoint.tensors().containsKey("lm_head.weight"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny-qwen", "tiny-pixtral"})
  void mapsTheBytesThatTheReferenceReaderSees(String folder) {
    Checkpoint checkpoint = Checkpoint.open(GOLDEN.resolve(folder));
    JsonNode expected = JsonFile.read(GOLDEN.resolve("tensors.json")).get(folder);
    assertEquals(expected.size(), checkpoint.tensors().size());
    for (Map.Entry<String, TensorEntry> entry : checkpoint.tensors().entrySet()) {
      ByteBuffer mapped = checkpoint.map(entry.getKey());
      byte[] bytes = new byte[mapped.remaining()];
      mapped.get(bytes);
      String inFile = entry.getValue().name();
      assertEquals(expected.get(inFile).asText(), Ids.sha256Hex(bytes).substring(0, 16), inFile);
    }
    assertEquals(
        new TreeSet<>(TensorPlan.of(checkpoint.config()).keySet()),
        new TreeSet<>(checkpoint.tensors().keySet()));
  }

  @Test
  void everyPrefixInTheWildHasOneCanonicalName() {
    Map<String, String> names =
        Map.ofEntries(
            Map.entry("model.visual.merger.ln_q.weight", "visual.merger.ln_q.weight"),
            Map.entry("visual.merger.ln_q.weight", "visual.merger.ln_q.weight"),
            Map.entry(
                "model.language_model.layers.3.mlp.up_proj.weight",
                "model.layers.3.mlp.up_proj.weight"),
            Map.entry(
                "language_model.model.layers.3.mlp.up_proj.weight",
                "model.layers.3.mlp.up_proj.weight"),
            Map.entry(
                "language_model.layers.3.mlp.up_proj.weight", "model.layers.3.mlp.up_proj.weight"),
            Map.entry("model.layers.3.mlp.up_proj.weight", "model.layers.3.mlp.up_proj.weight"),
            Map.entry("language_model.lm_head.weight", "lm_head.weight"),
            Map.entry("lm_head.weight", "lm_head.weight"),
            Map.entry("model.vision_tower.ln_pre.weight", "vision_tower.ln_pre.weight"),
            Map.entry(
                "model.multi_modal_projector.linear_1.bias", "multi_modal_projector.linear_1.bias"),
            Map.entry("something.else", "something.else"));
    names.forEach((inFile, canonical) -> assertEquals(canonical, TensorNames.canonical(inFile)));
  }
}
