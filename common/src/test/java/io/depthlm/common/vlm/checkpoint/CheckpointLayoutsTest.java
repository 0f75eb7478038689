package io.depthlm.common.vlm.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.depthlm.common.engine.NumberType;
import io.depthlm.common.vlm.qwen2_5.QwenConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Older layouts, other prefixes and missing keys give the same model. */
class CheckpointLayoutsTest {
  private static final VlmConfig QWEN =
      Checkpoint.open(Edited.GOLDEN.resolve("tiny-qwen")).config();
  private static final VlmConfig PIXTRAL =
      Checkpoint.open(Edited.GOLDEN.resolve("tiny-pixtral")).config();

  @TempDir Path temporary;
  private Edited qwen;
  private Edited pixtral;

  @BeforeEach
  void copies() throws IOException {
    qwen = Edited.copyOf("tiny-qwen", temporary.resolve("qwen"));
    pixtral = Edited.copyOf("tiny-pixtral", temporary.resolve("pixtral"));
  }

  @Test
  void versionFourWritesTheDecodersKeysBesideTheVisionTower() throws IOException {
    qwen.config(
        root -> {
          ObjectNode text = (ObjectNode) root.remove("text_config");
          ObjectNode rope = (ObjectNode) text.remove("rope_parameters");
          text.remove("model_type");
          root.setAll(text);
          root.put("rope_theta", rope.get("rope_theta").asDouble());
          root.putObject("rope_scaling")
              .put("type", "mrope")
              .set("mrope_section", rope.get("mrope_section"));
          ObjectNode vision = (ObjectNode) root.get("vision_config");
          vision.set("in_chans", vision.remove("in_channels"));
        });
    assertEquals(QWEN, Checkpoint.open(qwen.folder).config());
  }

  @Test
  void theTyingMayBeSaidInTheTextPart() throws IOException {
    qwen.config(
        root ->
            ((ObjectNode) root.get("text_config"))
                .set("tie_word_embeddings", root.remove("tie_word_embeddings")));
    assertEquals(QWEN, Checkpoint.open(qwen.folder).config());
  }

  @Test
  void whatTensorsShowNeedNotBeInTheConfiguration() throws IOException {
    qwen.config(
        root -> {
          ((ObjectNode) root.get("vision_config"))
              .remove(
                  List.of(
                      "depth",
                      "hidden_size",
                      "intermediate_size",
                      "in_channels",
                      "patch_size",
                      "temporal_patch_size",
                      "spatial_merge_size",
                      "out_hidden_size"));
          ((ObjectNode) root.get("text_config"))
              .remove(
                  List.of(
                      "vocab_size",
                      "hidden_size",
                      "intermediate_size",
                      "num_hidden_layers",
                      "num_key_value_heads"));
        });
    assertEquals(QWEN, Checkpoint.open(qwen.folder).config());
    pixtral.config(
        root -> {
          ((ObjectNode) root.get("vision_config"))
              .remove(
                  List.of(
                      "head_dim",
                      "hidden_size",
                      "intermediate_size",
                      "num_channels",
                      "num_hidden_layers",
                      "rope_parameters",
                      "patch_size"));
          ((ObjectNode) root.get("text_config"))
              .remove(
                  List.of(
                      "vocab_size",
                      "hidden_size",
                      "intermediate_size",
                      "num_hidden_layers",
                      "num_attention_heads",
                      "num_key_value_heads"));
          root.remove("multimodal_projector_bias");
        });
    assertEquals(PIXTRAL, Checkpoint.open(pixtral.folder).config());
  }

  @Test
  void theHeadsWidthFollowsFromTheProjectionWhereItIsNotSaid() throws IOException {
    pixtral.config(root -> ((ObjectNode) root.get("text_config")).remove("head_dim"));
    assertEquals(16, Checkpoint.open(pixtral.folder).config().text().headDim());
  }

  @Test
  void everyPrefixLoads() throws IOException {
    qwen.rename(
        name ->
            name.startsWith("visual.")
                ? "model." + name
                : name.replaceFirst("^model\\.", "model.language_model."));
    assertSame("tiny-qwen", qwen);
    pixtral.rename(
        name ->
            name.startsWith("language_model.lm_head")
                ? name.substring("language_model.".length())
                : "model." + name.replace("language_model.model.", "language_model."));
    assertSame("tiny-pixtral", pixtral);
    // What distributed training, a compiled module and peft leave before names.
    pixtral.rename(name -> "module._orig_mod.base_model.model." + name);
    assertSame("tiny-pixtral", pixtral);
  }

  @Test
  void shardsLoadAsOneFileDoes() throws IOException {
    assertSame("tiny-qwen", qwen.shard());
  }

  @Test
  void aSingleFileGoesBeforeAnIndexOfOldShards() throws IOException {
    Path single = Files.copy(qwen.weights(), temporary.resolve("kept.safetensors"));
    qwen.shard();
    Files.copy(single, qwen.weights());
    // The old shards are of another model.
    Files.writeString(qwen.folder.resolve("model-00001-of-00002.safetensors"), "old");
    assertSame("tiny-qwen", qwen);
    assertTrue(Checkpoint.open(qwen.folder).ignoresIndex());
    assertFalse(Checkpoint.open(pixtral.folder).ignoresIndex());
  }

  @Test
  void blocksThatLookAtTheWholeImageAreTransformersWhereTheyAreNotSaid() throws IOException {
    qwen.config(root -> ((ObjectNode) root.get("vision_config")).remove("fullatt_block_indexes"));
    // 7, 15, 23, 31 of a tower that has fewer: none, as transformers runs it.
    QwenConfig shallow = (QwenConfig) Checkpoint.open(qwen.folder).config();
    assertEquals(List.of(), shallow.vision().fullAttentionBlocks());
  }

  @Test
  void buffersThatOlderVersionsSavedArePassedOver() throws IOException {
    Path shard = Files.move(pixtral.weights(), pixtral.folder.resolve("first.safetensors"));
    Path extra = pixtral.folder.resolve("extra.safetensors");
    try (SafetensorsWriter writer =
        SafetensorsWriter.create(
            extra,
            List.of(
                new TensorSpec(
                    "vision_tower.patch_positional_embedding.inv_freq", NumberType.F32, 2)))) {
      writer.write(ByteBuffer.allocate(8));
    }
    ObjectNode index = com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode();
    ObjectNode map = index.putObject("weight_map");
    SafetensorsHeader.read(shard).tensors().forEach(t -> map.put(t.name(), "first.safetensors"));
    map.put("vision_tower.patch_positional_embedding.inv_freq", "extra.safetensors");
    Files.writeString(pixtral.folder.resolve("model.safetensors.index.json"), index.toString());
    assertSame("tiny-pixtral", pixtral);
  }

  @Test
  void ofATiedPairEitherMayBeInTheFile() throws IOException {
    qwen.rename(name -> name.equals("model.embed_tokens.weight") ? "lm_head.weight" : name);
    Checkpoint checkpoint = Checkpoint.open(qwen.folder);
    assertEquals(QWEN, checkpoint.config());
    assertEquals("lm_head.weight", checkpoint.tensor("model.embed_tokens.weight").name());
    assertFalse(checkpoint.tensors().containsKey("lm_head.weight"));
  }

  @Test
  void aPairThatIsThereTwiceIsNotTied() throws IOException {
    pixtral.config(root -> root.put("tie_word_embeddings", true));
    Checkpoint checkpoint = Checkpoint.open(pixtral.folder);
    assertEquals(PIXTRAL, checkpoint.config());
    assertTrue(checkpoint.tensors().containsKey("lm_head.weight"));
  }

  @Test
  void theAnswersEndIsWhatTheGenerationSettingsSay() throws IOException {
    Files.writeString(
        qwen.folder.resolve("generation_config.json"), "{\"eos_token_id\": [343, 341]}");
    assertEquals(List.of(343, 341), Checkpoint.open(qwen.folder).config().eosTokenIds());
    Files.delete(qwen.folder.resolve("generation_config.json"));
    assertEquals(List.of(343), Checkpoint.open(qwen.folder).config().eosTokenIds());
  }

  private static void assertSame(String golden, Edited edited) {
    Checkpoint expected = Checkpoint.open(Edited.GOLDEN.resolve(golden));
    Checkpoint checkpoint = Checkpoint.open(edited.folder);
    assertEquals(expected.config(), checkpoint.config());
    assertEquals(expected.tensors().keySet(), checkpoint.tensors().keySet());
    for (String name : expected.tensors().keySet()) {
      assertEquals(expected.map(name), checkpoint.map(name), name);
    }
  }
}
