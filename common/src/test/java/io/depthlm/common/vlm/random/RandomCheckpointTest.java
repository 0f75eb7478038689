package io.depthlm.common.vlm.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.core.UserError;
import io.depthlm.common.engine.NumberType;
import io.depthlm.common.task.SystemPrompt;
import io.depthlm.common.vlm.checkpoint.Checkpoint;
import io.depthlm.common.vlm.checkpoint.Family;
import io.depthlm.common.vlm.checkpoint.VlmConfig;
import io.depthlm.common.vlm.image.ImageProcessor;
import io.depthlm.common.vlm.image.PatchGrid;
import io.depthlm.common.vlm.pixtral.PixtralFamily;
import io.depthlm.common.vlm.qwen2_5.QwenFamily;
import io.depthlm.common.vlm.text.PromptBuilder;
import io.depthlm.common.vlm.text.PromptTokens;
import io.depthlm.common.vlm.text.TextTokenizer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RandomCheckpointTest {
  static List<Family> families() {
    return Family.all();
  }

  private static final String ANSWER =
      "<think> The point is around 2.35 meters away from the camera. </think>\n\n"
          + "<answer> 2.35 </answer>";

  @TempDir Path temporary;

  @ParameterizedTest
  @CsvSource({
    "qwen2_5_vl, F32, 1000000000", "qwen2_5_vl, BF16, 40000",
    "pixtral, F32, 100000", "pixtral, BF16, 1000000000",
    "mistral3, F32, 1000000000", "mistral3, BF16, 100000"
  })
  void whatIsWrittenIsRead(String label, NumberType dtype, long shardBytes) throws IOException {
    Family family = Family.labelled(label).orElseThrow();
    VlmConfig config = Shapes.of(family, "tiny");
    Path folder = temporary.resolve("checkpoint");
    new RandomCheckpoint(config, dtype, 7, shardBytes).write(folder);
    Checkpoint checkpoint = Checkpoint.open(folder);
    assertEquals(config, checkpoint.config());
    assertEquals(dtype, checkpoint.dtype());
    long files = checkpoint.tensors().values().stream().map(t -> t.file()).distinct().count();
    assertEquals(shardBytes < 1_000_000, files > 1, files + " files");

    PatchGrid grid = ImageProcessor.open(folder, config).grid(100, 60);
    try (PromptBuilder prompts = PromptBuilder.open(folder, config, SystemPrompt.TEMPLATE)) {
      PromptTokens prompt = prompts.build("How far is it?", List.of(grid));
      assertEquals(
          grid.imageTokens(),
          LongStream.of(prompt.ids()).filter(id -> id == config.imageTokenId()).count());
      assertTrue(
          LongStream.of(prompt.ids()).allMatch(id -> id >= 0 && id < config.text().vocabSize()));
      long[] answer = prompts.tokenizer().encode(ANSWER);
      assertEquals(ANSWER, prompts.tokenizer().decode(answer));
      assertTrue(answer.length < 60, answer.length + " tokens");
    }
  }

  @Test
  void theSeedDecidesTheWeightsAndShardingDoesNot() throws IOException {
    VlmConfig config = Shapes.of(QwenFamily.INSTANCE, "tiny");
    new RandomCheckpoint(config, NumberType.F32, 1, 1L << 40).write(temporary.resolve("a"));
    new RandomCheckpoint(config, NumberType.F32, 1, 1).write(temporary.resolve("b"));
    new RandomCheckpoint(config, NumberType.F32, 2, 1L << 40).write(temporary.resolve("c"));
    Checkpoint a = Checkpoint.open(temporary.resolve("a"));
    Checkpoint b = Checkpoint.open(temporary.resolve("b"));
    Checkpoint c = Checkpoint.open(temporary.resolve("c"));
    for (String name : a.tensors().keySet()) {
      assertEquals(a.map(name), b.map(name), name);
      assertNotEquals(a.map(name), c.map(name), name);
    }
  }

  @ParameterizedTest
  @MethodSource("families")
  void theWordsOfQuestionsAndAnswersAreOneTokenEach(Family family) throws IOException {
    VlmConfig config = Shapes.of(family, Shapes.names(family).contains("2m") ? "2m" : "tiny");
    Path folder = temporary.resolve("words");
    new RandomCheckpoint(config, NumberType.F32, 1, 1L << 40).write(folder);
    try (TextTokenizer tokenizer = TextTokenizer.open(folder)) {
      for (String word : RandomTokenizer.WORDS) {
        long[] ids = tokenizer.encode(word);
        assertEquals(1, ids.length, "'" + word + "' is " + ids.length + " tokens");
        assertEquals(word, tokenizer.decode(ids));
      }
      assertEquals(30, tokenizer.encode(ANSWER).length);
    }
  }

  @Test
  void aModelToTrainLearnsNumbersBetweenThreePhrases() throws IOException {
    VlmConfig config = Shapes.of(QwenFamily.INSTANCE, "2m");
    Path folder = temporary.resolve("phrases");
    new RandomCheckpoint(config, NumberType.F32, 1, RandomCheckpoint.Initial.TRAINABLE, 1L << 40)
        .write(folder);
    PatchGrid grid = ImageProcessor.open(folder, config).grid(96, 64);
    try (PromptBuilder prompts = PromptBuilder.open(folder, config, SystemPrompt.TEMPLATE)) {
      long[] ids = prompts.tokenizer().encode(ANSWER);
      assertEquals(9, ids.length, "3 phrases and twice 2 . 35");
      assertEquals(ANSWER, prompts.tokenizer().decode(ids));
      assertEquals("2", prompts.tokenizer().decode(new long[] {ids[1]}));
      assertTrue(LongStream.of(ids).allMatch(id -> id < config.eosTokenIds().get(0)));
      String text = prompts.build("How far is it?", List.of(grid)).rendered();
      assertFalse(text.contains("system"), text);
    }
  }

  @Test
  void weightsToTrainFromKeepSignalsAtOneSize() throws IOException {
    VlmConfig config = Shapes.of(QwenFamily.INSTANCE, "2m");
    Path folder = temporary.resolve("trainable");
    new RandomCheckpoint(config, NumberType.F32, 1, RandomCheckpoint.Initial.TRAINABLE, 1L << 40)
        .write(folder);
    Checkpoint checkpoint = Checkpoint.open(folder);
    assertEquals(0.02, deviation(checkpoint, "model.embed_tokens.weight", 0), 2e-4);
    int width = config.text().hiddenSize();
    double gain = 1 / Math.sqrt(width);
    assertEquals(
        gain, deviation(checkpoint, "model.layers.1.self_attn.q_proj.weight", 0), 0.02 * gain);
    double added = 1 / Math.sqrt(2.0 * config.text().layers() * width);
    assertEquals(
        added, deviation(checkpoint, "model.layers.1.self_attn.o_proj.weight", 0), 0.02 * added);
    assertEquals(0, deviation(checkpoint, "model.norm.weight", 1));
    assertEquals(0, deviation(checkpoint, "visual.blocks.0.attn.qkv.bias", 0));
  }

  private static double deviation(Checkpoint checkpoint, String tensor, double centre) {
    ByteBuffer bytes = checkpoint.map(tensor);
    double squares = 0;
    int n = bytes.remaining() / 4;
    for (int i = 0; i < n; i++) {
      squares += Math.pow(bytes.getFloat(4 * i) - centre, 2);
    }
    return Math.sqrt(squares / n);
  }

  @Test
  void bf16IsTheNearestToF32() throws IOException {
    VlmConfig config = Shapes.of(PixtralFamily.INSTANCE, "tiny");
    new RandomCheckpoint(config, NumberType.F32, 3, 1L << 40).write(temporary.resolve("f32"));
    new RandomCheckpoint(config, NumberType.BF16, 3, 1L << 40).write(temporary.resolve("bf16"));
    ByteBuffer exact = Checkpoint.open(temporary.resolve("f32")).map("lm_head.weight");
    ByteBuffer rounded = Checkpoint.open(temporary.resolve("bf16")).map("lm_head.weight");
    double sum = 0;
    double squares = 0;
    int n = exact.remaining() / 4;
    for (int i = 0; i < n; i++) {
      float value = exact.getFloat(4 * i);
      float near = Float.intBitsToFloat(rounded.getShort(2 * i) << 16);
      assertTrue(Math.abs(value - near) <= Math.abs(value) / 256, value + " became " + near);
      sum += value;
      squares += (double) value * value;
    }
    assertEquals(0, sum / n, 0.005);
    assertEquals(1 / Math.sqrt(config.text().hiddenSize()), Math.sqrt(squares / n), 0.002);
  }

  @ParameterizedTest
  @MethodSource("families")
  void namedSizesHoldWhatTheirNamesSay(Family family) {
    for (String size : Shapes.names(family)) {
      long parameters =
          io.depthlm.common.vlm.checkpoint.TensorPlan.of(Shapes.of(family, size)).values().stream()
              .mapToLong(shape -> LongStream.of(shape).reduce(1, (x, y) -> x * y))
              .sum();
      String expected = family.label() + " " + size + " has " + parameters;
      switch (size) {
        case "tiny" -> assertTrue(parameters < 500_000, expected);
        case "2m" -> assertTrue(parameters > 1.8e6 && parameters < 3e6, expected);
        case "200m" -> assertTrue(parameters > 180e6 && parameters < 220e6, expected);
        // The released models' own counts.
        case "3b" -> assertEquals(3_754_622_976L, parameters);
        case "7b" -> assertEquals(8_292_166_656L, parameters);
        case "2b" -> assertTrue(parameters > 2.12e9 && parameters < 2.14e9, expected);
        case "4b" -> assertTrue(parameters > 4.42e9 && parameters < 4.45e9, expected);
        case "8b" -> assertTrue(parameters > 8.75e9 && parameters < 8.78e9, expected);
        case "32b" -> assertTrue(parameters > 33.2e9 && parameters < 33.5e9, expected);
        case "24b" -> assertEquals(24_011_361_280L, parameters);
        default -> assertTrue(parameters > 12.5e9 && parameters < 12.8e9, expected);
      }
    }
  }

  @Test
  void layersCanBeChosen() {
    VlmConfig config = Shapes.withLayers(Shapes.of(QwenFamily.INSTANCE, "3b"), 2, 9);
    assertEquals(2, config.text().layers());
    assertEquals(
        List.of(7),
        ((io.depthlm.common.vlm.qwen2_5.QwenConfig) config).vision().fullAttentionBlocks());
  }

  @Test
  void aFolderWithContentIsLeftAlone() throws IOException {
    Files.writeString(temporary.resolve("precious"), "x");
    VlmConfig config = Shapes.of(PixtralFamily.INSTANCE, "tiny");
    UserError e =
        assertThrows(
            UserError.class,
            () -> new RandomCheckpoint(config, NumberType.F32, 1, 1L << 40).write(temporary));
    assertTrue(e.getMessage().contains("is not empty"), e.getMessage());
    UserError size = assertThrows(UserError.class, () -> Shapes.of(PixtralFamily.INSTANCE, "3b"));
    assertTrue(size.getMessage().contains("choose one of tiny, 200m, 12b"), size.getMessage());
  }
}
