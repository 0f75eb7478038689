package io.depthlm.common.vlm.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.depthlm.common.task.SystemPrompt;
import io.depthlm.common.vlm.checkpoint.Checkpoint;
import io.depthlm.common.vlm.checkpoint.CheckpointException;
import io.depthlm.common.vlm.checkpoint.CheckpointException.Fault;
import io.depthlm.common.vlm.checkpoint.JsonFile;
import io.depthlm.common.vlm.checkpoint.VlmConfig;
import io.depthlm.common.vlm.image.PatchGrid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Token for token what transformers' chat templates and tokenizers give (make_prompts.py). */
class PromptBuilderTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/vlm");
  private static final String QUESTION = "How far is the point under the red arrow?";
  private static VlmConfig qwen;
  private static VlmConfig pixtral;

  @TempDir Path folder;

  @BeforeAll
  static void configurations() {
    qwen = Checkpoint.open(GOLDEN.resolve("tiny-qwen")).config();
    pixtral = Checkpoint.open(GOLDEN.resolve("tiny-pixtral")).config();
  }

  static Stream<JsonNode> cases() {
    JsonNode cases = JsonFile.read(GOLDEN.resolve("prompts.json")).get("cases");
    assertEquals(26, cases.size());
    return StreamSupport.stream(cases.spliterator(), false);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithTheReference(JsonNode golden) throws IOException {
    VlmConfig config = use(golden.get("folder").asText());
    if (golden.get("template").isTextual()) {
      template(golden.get("template").asText());
    }
    SystemPrompt system =
        golden.get("system").isNull()
            ? SystemPrompt.TEMPLATE
            : SystemPrompt.given(golden.get("system").asText());
    List<PatchGrid> grids = new ArrayList<>();
    golden.get("grids").forEach(g -> grids.add(grid(config, g.get(0).asInt(), g.get(1).asInt())));
    String question = golden.get("question").asText();
    try (PromptBuilder prompts = PromptBuilder.open(folder, config, system)) {
      if (golden.has("refused")) {
        CheckpointException e =
            assertThrows(CheckpointException.class, () -> prompts.build(question, grids));
        assertEquals(Fault.TEMPLATE_INVALID, e.fault());
        assertTrue(e.getMessage().contains(golden.get("refused").asText()), e.getMessage());
        return;
      }
      PromptTokens prompt = prompts.build(question, grids);
      assertEquals(golden.get("rendered").asText(), prompt.rendered());
      assertArrayEquals(
          StreamSupport.stream(golden.get("ids").spliterator(), false)
              .mapToLong(JsonNode::asLong)
              .toArray(),
          prompt.ids());
      assertEquals(golden.get("decoded").asText(), prompts.tokenizer().decode(prompt.ids()));
    }
  }

  @Test
  void aLongPromptIsNotTruncated() throws IOException {
    VlmConfig config = use("tiny-qwen");
    try (PromptBuilder prompts = PromptBuilder.open(folder, config, SystemPrompt.TEMPLATE)) {
      String question = "x1 ".repeat(3000) + "end";
      PromptTokens prompt = prompts.build(question, List.of(grid(config, 100, 100)));
      assertEquals(2500, LongStream.of(prompt.ids()).filter(id -> id == 346).count());
      assertTrue(prompts.tokenizer().decode(prompt.ids()).contains(question));
    }
  }

  @Test
  void aTemplateThatDropsTheQuestionIsAnError() throws IOException {
    VlmConfig config = use("tiny-qwen");
    template(
        "{% for m in messages %}{% for c in m.content %}{{ c.words }}{% endfor %}{% endfor %}");
    assertFault(Fault.TEMPLATE_INVALID, "drops the question", config, SystemPrompt.TEMPLATE);
  }

  @Test
  void aTemplateBehindALinkIsNotQuoted(@TempDir Path elsewhere) throws IOException {
    VlmConfig config = use("tiny-qwen");
    Path secret = Files.writeString(elsewhere.resolve("secret"), "root:x:0:0");
    Files.delete(folder.resolve("chat_template.jinja"));
    Files.createSymbolicLink(folder.resolve("chat_template.jinja"), secret);
    try (PromptBuilder prompts = PromptBuilder.open(folder, config, SystemPrompt.TEMPLATE)) {
      CheckpointException e =
          assertThrows(CheckpointException.class, () -> prompts.build(QUESTION, List.of()));
      assertTrue(e.getMessage().contains("drops the question"), e.getMessage());
      assertFalse(e.getMessage().contains("root"), e.getMessage());
    }
    Files.writeString(secret, "{% if messages[0].role != 'system' %}root:x:0:0{% endif %}");
    CheckpointException e =
        assertThrows(
            CheckpointException.class, () -> PromptBuilder.open(folder, config, SystemPrompt.NONE));
    assertTrue(e.getMessage().contains("adds 10 characters"), e.getMessage());
  }

  @Test
  void aTemplateOfAnotherEncodingIsToldWithItsByte() throws IOException {
    VlmConfig config = use("tiny-qwen");
    Files.write(folder.resolve("chat_template.jinja"), new byte[] {'a', 'b', (byte) 0xe9, 'c'});
    assertFault(Fault.TEMPLATE_INVALID, "not UTF-8: byte 2 is 0xE9", config, SystemPrompt.TEMPLATE);
  }

  @Test
  void anImageTokenTooManyIsAnError() throws IOException {
    VlmConfig config = use("tiny-qwen");
    template("<|image_pad|><|image_pad|>{{ messages[0].content[1].text }}");
    assertFault(
        Fault.TEMPLATE_INVALID, "2 image tokens for 1 images", config, SystemPrompt.TEMPLATE);
  }

  @Test
  void noSystemPromptIsRefusedByATemplateWithItsOwn() throws IOException {
    assertFault(
        Fault.TEMPLATE_INVALID,
        "adds 'You are a helpful assistant.'",
        use("tiny-qwen"),
        SystemPrompt.NONE);
    VlmConfig config = use("tiny-pixtral");
    try (PromptBuilder prompts = PromptBuilder.open(folder, config, SystemPrompt.NONE)) {
      assertEquals(
          "<s>[INST][IMG]" + QUESTION + "[/INST]",
          prompts.build(QUESTION, List.of(grid(config, 1, 1))).rendered());
    }
  }

  @Test
  void theTemplateMayLieInAnyOfItsPlaces() throws IOException {
    VlmConfig config = use("tiny-qwen");
    Files.delete(folder.resolve("chat_template.jinja"));
    assertFault(Fault.TEMPLATE_INVALID, "no chat template in", config, SystemPrompt.TEMPLATE);
    ObjectNode tokenizer = (ObjectNode) JsonFile.read(folder.resolve("tokenizer_config.json"));
    tokenizer
        .putArray("chat_template")
        .add(named("tool", "T"))
        .add(named("default", "3:{{ messages[0].content[1].text }}<|image_pad|>"));
    Files.writeString(folder.resolve("tokenizer_config.json"), tokenizer.toString());
    assertStart("3:", config);
    for (String file : List.of("processor_config.json", "chat_template.json")) {
      ObjectNode node = JsonNodeFactory.instance.objectNode();
      node.put("chat_template", file + ":{{ messages[0].content[1].text }}<|image_pad|>");
      Files.writeString(folder.resolve(file), node.toString());
      assertStart(file + ":", config);
    }
    template("first:{{ messages[0].content[1].text }}<|image_pad|>");
    assertStart("first:", config);
  }

  @Test
  void aMissingOrBrokenTokenizerIsAnError() throws IOException {
    VlmConfig config = use("tiny-qwen");
    Files.writeString(folder.resolve("tokenizer.json"), "{\"version\": \"1.0\", \"model\": 7}");
    assertFault(
        Fault.TOKENIZER_INVALID, "tokenizer.json cannot be read", config, SystemPrompt.TEMPLATE);
    Files.delete(folder.resolve("tokenizer.json"));
    assertFault(Fault.TOKENIZER_INVALID, "no tokenizer.json in", config, SystemPrompt.TEMPLATE);
  }

  @Test
  void anotherFamilysTokenizerIsAnError() throws IOException {
    use("tiny-qwen");
    assertFault(
        Fault.TOKENIZER_INVALID, "has no token [IMG_BREAK]", pixtral, SystemPrompt.TEMPLATE);
  }

  private void assertStart(String start, VlmConfig config) {
    try (PromptBuilder prompts = PromptBuilder.open(folder, config, SystemPrompt.TEMPLATE)) {
      String rendered = prompts.build(QUESTION, List.of(grid(config, 2, 2))).rendered();
      assertTrue(rendered.startsWith(start), rendered);
    }
  }

  private void assertFault(Fault fault, String message, VlmConfig config, SystemPrompt system) {
    CheckpointException e =
        assertThrows(
            CheckpointException.class,
            () -> {
              try (PromptBuilder prompts = PromptBuilder.open(folder, config, system)) {
                prompts.build(QUESTION, List.of(grid(config, 2, 2)));
              }
            });
    assertEquals(fault, e.fault(), e.getMessage());
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  private static ObjectNode named(String name, String template) {
    return JsonNodeFactory.instance.objectNode().put("name", name).put("template", template);
  }

  private VlmConfig use(String golden) throws IOException {
    for (String file : List.of("tokenizer.json", "tokenizer_config.json", "chat_template.jinja")) {
      Files.deleteIfExists(folder.resolve(file));
      Files.copy(GOLDEN.resolve(golden).resolve(file), folder.resolve(file));
    }
    return golden.equals("tiny-qwen") ? qwen : pixtral;
  }

  private void template(String template) throws IOException {
    Files.writeString(folder.resolve("chat_template.jinja"), template);
  }

  private static PatchGrid grid(VlmConfig config, int rows, int columns) {
    int patch = config == qwen ? 14 : 16;
    int merge = config == qwen ? 2 : 1;
    int width = columns * patch;
    int height = rows * patch;
    return new PatchGrid(width, height, width, height, patch, rows, columns, merge);
  }
}
