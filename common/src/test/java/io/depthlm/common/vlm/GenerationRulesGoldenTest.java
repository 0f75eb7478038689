package io.depthlm.common.vlm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.depthlm.common.engine.Answer;
import io.depthlm.common.engine.DepthEngine;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.Question;
import io.depthlm.common.vlm.checkpoint.GenerationConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rules of {@code generation_config.json} against transformers' answers under them ({@code
 * golden/vlm/rules.json}), each question alone there, all in one batch here.
 */
class GenerationRulesGoldenTest {
  @TempDir Path temporary;

  static Stream<Arguments> cases() throws IOException {
    JsonNode golden = json("rules.json");
    List<Arguments> cases = new ArrayList<>();
    for (String name : TinyCheckpoints.NAMES) {
      golden.get(name).fieldNames().forEachRemaining(rule -> cases.add(Arguments.of(name, rule)));
    }
    assertEquals(20, cases.size());
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void answersAreTransformersAnswersUnderTheRules(String name, String rule) throws IOException {
    JsonNode golden = json("rules.json").get(name).get(rule);
    Path folder = with(name, golden.get("generation_config"));
    JsonNode asked = json("answers.json").get(name);
    List<Question> questions = VlmEngineGoldenTest.questions(asked);
    try (DepthEngine engine = TinyCheckpoints.spec(folder, 8, null).open(DeviceSlot.CPU)) {
      check(golden.get("answers"), engine.answer(questions));
    }
    // Expected words are checked under the same rules.
    String opening = golden.get("answers").get(0).get("text").asText();
    String template = opening.substring(0, Math.min(6, opening.length()));
    try (DepthEngine engine = TinyCheckpoints.spec(folder, 8, template).open(DeviceSlot.CPU)) {
      check(golden.get("answers"), engine.answer(questions));
    }
  }

  static void check(JsonNode want, List<Answer> got) {
    for (int i = 0; i < want.size(); i++) {
      Answer.Said said = (Answer.Said) got.get(i);
      assertEquals(want.get(i).get("text").asText(), said.text(), "question " + i);
      assertEquals(want.get(i).get("tokens").asInt(), said.answerTokens(), "question " + i);
      assertEquals(
          want.get(i).get("log_probability").asDouble(),
          Math.log(said.confidence()),
          5e-3,
          "log p of question " + i);
    }
  }

  @Test
  void onlyRulesThatChangeAnswersArePartOfTheVariant() throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    GenerationConfig neutral =
        GenerationConfig.of(
            mapper.readTree(
                "{\"eos_token_id\": 5, \"do_sample\": true, \"temperature\": 1e-6, \"top_p\": 0.8,"
                    + " \"repetition_penalty\": 1.0, \"num_beams\": 1, \"min_length\": 0}"));
    assertEquals("", neutral.described());
    assertEquals("{}", neutral.ignored().toString());
    GenerationConfig penalty =
        GenerationConfig.of(
            mapper.readTree(
                "{\"repetition_penalty\": 1.05, \"suppress_tokens\": [3], \"num_beams\": 4}"));
    assertEquals("repetition_penalty 1.05, suppress_tokens [3]", penalty.described());
    assertEquals("{num_beams=4}", penalty.ignored().toString());
    VlmSpec plain = TinyCheckpoints.spec("tiny-qwen", 1, null);
    assertEquals("greedy", plain.identity().get("decoding"));
    VlmSpec limited =
        new VlmSpec(
            plain.uri(),
            plain.fingerprint(),
            plain.numbers(),
            plain.system(),
            new VlmSpec.Decoding(32, List.of(), null, penalty.described()),
            1,
            4096);
    assertEquals(
        "greedy, repetition_penalty 1.05, suppress_tokens [3]", limited.identity().get("decoding"));
    assertNotEquals(plain.identity(), limited.identity());
  }

  private Path with(String name, JsonNode generation) throws IOException {
    Path folder = Files.createDirectory(temporary.resolve(name));
    try (var files = Files.newDirectoryStream(TinyCheckpoints.folder(name))) {
      for (Path file : files) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    Files.writeString(folder.resolve(GenerationConfig.FILE), generation.toString());
    return folder;
  }

  private static JsonNode json(String file) throws IOException {
    try (InputStream in =
        GenerationRulesGoldenTest.class.getResourceAsStream("/golden/vlm/" + file)) {
      return new ObjectMapper().readTree(in);
    }
  }
}
