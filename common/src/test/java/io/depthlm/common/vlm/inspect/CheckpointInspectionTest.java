package io.depthlm.common.vlm.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.engine.NumberType;
import io.depthlm.common.vlm.checkpoint.Checkpoint;
import io.depthlm.common.vlm.checkpoint.TextConfig;
import io.depthlm.common.vlm.inspect.CheckpointInspection.Fact;
import io.depthlm.common.vlm.model.Numerics;
import io.depthlm.common.vlm.pixtral.PixtralFamily;
import io.depthlm.common.vlm.qwen2_5.QwenFamily;
import io.depthlm.common.vlm.random.RandomCheckpoint;
import io.depthlm.common.vlm.random.Shapes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointInspectionTest {
  @TempDir Path temporary;

  @Test
  void saysWhatAFolderIs() throws IOException {
    Path folder = temporary.resolve("qwen");
    new RandomCheckpoint(Shapes.of(QwenFamily.INSTANCE, "tiny"), NumberType.BF16, 1, 200_000)
        .write(folder);
    CheckpointInspection inspection = CheckpointInspection.of(folder);
    assertTrue(inspection.canBeRun(), inspection.problems().toString());
    assertEquals(
        List.of(
            "folder: " + folder,
            "family: qwen2_5_vl (Qwen2_5_VLForConditionalGeneration)",
            "parameters: 248,032 (vision tower and projector 89,504, decoder 158,528)",
            "weights: 0.5 MiB, BF16 in 3 files",
            "vision: 3 blocks, width 32, 2 heads, patches of 14 px merged 2 x 2, windows of 112 px,"
                + " whole image in blocks [1]",
            "decoder: 3 layers, width 64, 4 heads of 16, 2 key-value heads, vocabulary 1,024,"
                + " embeddings tied",
            "images: resizes to multiples of 28 px, 3,136 to 12,845,056 pixels; 640 x 480 becomes"
                + " 644 x 476, 1,564 patches",
            "resampling: bicubic, as Pillow up to 12.x: rows, then columns; with Pillow 13"
                + " transformers gives other pixels, because it orders the two by the picture's"
                + " shape"),
        lines(inspection.facts().subList(0, 8)));
    List<String> rest = lines(inspection.facts().subList(8, inspection.facts().size()));
    assertEquals(3, rest.size(), rest.toString());
    assertTrue(
        rest.get(0)
            .matches(
                "computes in: (bf16 on this processor"
                    + "|f32 on this processor, which does not multiply BF16 faster)"
                    + "; on a GPU in what is stored"),
        rest.get(0));
    assertTrue(
        rest.get(1).matches("prompt: \\d{3} tokens for one 640 x 480 picture.*"), rest.get(1));
    assertTrue(rest.get(2).startsWith("memory: about "), rest.get(2));
  }

  @Test
  void saysWhatOfTheGenerationSettingsIsAppliedAndWhatIsNot() throws IOException {
    Path folder = temporary.resolve("rules");
    new RandomCheckpoint(Shapes.of(QwenFamily.INSTANCE, "tiny"), NumberType.BF16, 1, 1L << 40)
        .write(folder);
    Files.writeString(
        folder.resolve("generation_config.json"),
        "{\"repetition_penalty\": 1.05, \"do_sample\": true, \"temperature\": 0.1,"
            + " \"num_beams\": 4, \"stop_strings\": [\"x\"]}");
    Files.writeString(folder.resolve("model.safetensors.index.json"), "{\"weight_map\": {}}");
    List<String> lines = lines(CheckpointInspection.of(folder).facts());
    assertTrue(lines.contains("decoding: greedy, with repetition_penalty 1.05"), lines.toString());
    assertTrue(
        lines.contains(
            "not applied: num_beams 4, stop_strings [\"x\"] of generation_config.json, which would"
                + " change greedy answers in transformers"),
        lines.toString());
    assertTrue(
        lines.stream().anyMatch(l -> l.startsWith("note: model.safetensors is read")),
        lines.toString());
  }

  @Test
  void aPartThatFailsDoesNotHideTheOthers() throws IOException {
    Path folder = temporary.resolve("pixtral");
    new RandomCheckpoint(Shapes.of(PixtralFamily.INSTANCE, "tiny"), NumberType.F32, 1, 1L << 40)
        .write(folder);
    Files.delete(folder.resolve("tokenizer.json"));
    Files.writeString(folder.resolve("preprocessor_config.json"), "{\"resample\": 0}");
    CheckpointInspection inspection = CheckpointInspection.of(folder);
    assertFalse(inspection.canBeRun());
    assertEquals(2, inspection.problems().size(), inspection.problems().toString());
    assertTrue(inspection.problems().get(0).contains("resample is 0"));
    assertTrue(inspection.problems().get(1).contains("no tokenizer.json"));
    assertTrue(
        lines(inspection.facts())
            .contains("vision: 2 layers, width 32, 2 heads, patches of 16 px"));
  }

  @Test
  void aFolderThatIsNoneIsAProblemToo() {
    CheckpointInspection inspection = CheckpointInspection.of(temporary.resolve("absent"));
    assertEquals(1, inspection.facts().size());
    assertTrue(inspection.problems().get(0).startsWith("no checkpoint folder"));
  }

  @Test
  void saysOfAnotherArchitectureWhatItIsWhatIsMissingAndHowItCanBeAskedAllTheSame()
      throws IOException {
    Path folder = Files.createDirectory(temporary.resolve("other"));
    Files.writeString(
        folder.resolve("config.json"),
        "{\"architectures\": [\"InternVLForConditionalGeneration\"], \"model_type\": \"internvl\","
            + " \"transformers_version\": \"5.24.0\", \"vision_config\": {}}");
    Files.write(folder.resolve("model-00001-of-00002.safetensors"), new byte[1 << 20]);
    Files.write(folder.resolve("model-00002-of-00002.safetensors"), new byte[1 << 20]);
    Files.writeString(folder.resolve("processor_config.json"), "{}");
    CheckpointInspection inspection = CheckpointInspection.of(folder);
    assertEquals(
        List.of(
            "folder: " + folder,
            "model: architectures [\"InternVLForConditionalGeneration\"], model_type \"internvl\","
                + " transformers_version \"5.24.0\"",
            "pictures: config.json has a vision_config",
            "weights: 2.0 MiB of *.safetensors",
            "missing: tokenizer.json, chat_template.jinja"),
        lines(inspection.facts()));
    assertEquals(1, inspection.problems().size(), inspection.problems().toString());
    String problem = inspection.problems().get(0);
    assertTrue(problem.contains("InternVLForConditionalGeneration"), problem);
    assertTrue(problem.contains("Qwen3VLForConditionalGeneration"), problem);
    assertTrue(problem.endsWith("conf/models/endpoint.conf"), problem);
  }

  @Test
  void saysOfAFolderWithoutConfigurationWhatLiesInIt() throws IOException {
    Path folder = Files.createDirectory(temporary.resolve("gguf"));
    Files.write(folder.resolve("model-q4.gguf"), new byte[3 << 20]);
    CheckpointInspection inspection = CheckpointInspection.of(folder);
    assertEquals(
        List.of(
            "folder: " + folder,
            "weights: 3.0 MiB of *.gguf",
            "missing: config.json, *.safetensors, tokenizer.json, preprocessor_config.json,"
                + " chat_template.jinja"),
        lines(inspection.facts()));
    Files.writeString(folder.resolve("config.json"), "{\"architectures\": 7, \"model_type\": []}");
    CheckpointInspection text = CheckpointInspection.of(folder);
    assertTrue(
        lines(text.facts())
            .contains("pictures: config.json has no vision_config, so it may read text alone"),
        text.facts().toString());
    assertFalse(text.canBeRun());
  }

  @Test
  void theEstimateOfAReleasedSizeIsPlausible() throws IOException {
    // 3.75 billion parameters in bf16; 36 layers · 2 heads · 128 · keys and values · 2 bytes.
    Path folder = temporary.resolve("two layers");
    new RandomCheckpoint(
            Shapes.withLayers(Shapes.of(QwenFamily.INSTANCE, "200m"), 1, 1),
            NumberType.BF16,
            1,
            1L << 40)
        .write(folder);
    Checkpoint checkpoint = Checkpoint.open(folder);
    MemoryEstimate memory = MemoryEstimate.of(checkpoint, Numerics.of(NumberType.BF16), 1600, 500);
    assertEquals(2 * checkpoint.parameters(), memory.weightBytes());
    TextConfig text = checkpoint.config().text();
    assertTrue(text.tiedEmbeddings());
    assertEquals(
        4 * (checkpoint.parameters() + (long) text.vocabSize() * text.hiddenSize()),
        MemoryEstimate.of(checkpoint, Numerics.F32, 1600, 500).weightBytes());
    assertEquals(2L * 1 * 2 * 64 * 500 * 2, memory.cacheBytes());
    assertEquals(1600L * (6 * 640 + 3 * 1712) * 2, memory.workBytes());
  }

  private static List<String> lines(List<Fact> facts) {
    return facts.stream().map(f -> f.name() + ": " + f.value()).collect(Collectors.toList());
  }
}
