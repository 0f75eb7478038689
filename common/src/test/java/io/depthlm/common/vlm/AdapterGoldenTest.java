package io.depthlm.common.vlm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.depthlm.common.engine.DepthEngine;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.vlm.cache.CheckpointFingerprint;
import io.depthlm.common.vlm.checkpoint.Checkpoint;
import io.depthlm.common.vlm.checkpoint.CheckpointException;
import io.depthlm.common.vlm.checkpoint.CheckpointException.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Adapters as peft saves them ({@code golden/vlm/adapter-*}), merged at load. */
class AdapterGoldenTest {
  @TempDir Path temporary;

  @ParameterizedTest
  @ValueSource(strings = {"tiny-qwen", "tiny-pixtral"})
  void answersAreTransformersAnswersWithTheAdapter(String name) throws IOException {
    Path folder = copy(name);
    String alone = CheckpointFingerprint.of(folder);
    addAdapter(name, folder);
    assertNotEquals(alone, CheckpointFingerprint.of(folder));
    try (DepthEngine engine = TinyCheckpoints.spec(folder, 8, null).open(DeviceSlot.CPU)) {
      GenerationRulesGoldenTest.check(
          json("adapters.json").get(name),
          engine.answer(VlmEngineGoldenTest.questions(json("answers.json").get(name))));
    }
  }

  @Test
  void anAdapterWithoutItsBaseIsToldWhatToDo() throws IOException {
    Path folder = Files.createDirectory(temporary.resolve("alone"));
    addAdapter("tiny-qwen", folder);
    CheckpointException e = assertThrows(CheckpointException.class, () -> Checkpoint.open(folder));
    assertEquals(Fault.BASE_MISSING, e.fault());
    assertEquals(
        folder
            + " is an adapter of 'example/tiny-qwen' without that model\n  copy adapter_config.json"
            + " and adapter_model.safetensors into a folder with the base model's files: they are"
            + " merged when it is loaded",
        e.getMessage());
    assertEquals(
        e.getMessage(),
        assertThrows(CheckpointException.class, () -> CheckpointFingerprint.of(folder))
            .getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "use_dora | true | ARCHITECTURE_UNSUPPORTED | use_dora is true",
        "peft_type | \"IA3\" | ARCHITECTURE_UNSUPPORTED | peft_type is \"IA3\"",
        "init_lora_weights | \"pissa\" | ARCHITECTURE_UNSUPPORTED | init_lora_weights is \"pissa\"",
        "alpha_pattern | {\"q_proj\": 3} | ARCHITECTURE_UNSUPPORTED | alpha_pattern is",
        "lora_alpha | -1 | CONFIG_INVALID | lora_alpha is -1",
        "lora_alpha | null | CONFIG_INVALID | lora_alpha is missing",
      })
  void whatCannotBeMergedIsNamed(String key, String value, Fault fault, String message)
      throws IOException {
    Path folder = copy("tiny-qwen");
    addAdapter("tiny-qwen", folder);
    Path config = folder.resolve("adapter_config.json");
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode node = (ObjectNode) mapper.readTree(config.toFile());
    node.set(key, mapper.readTree(value));
    Files.writeString(config, node.toString());
    CheckpointException e = assertThrows(CheckpointException.class, () -> Checkpoint.open(folder));
    assertEquals(fault, e.fault(), e.getMessage());
    assertTrue(e.getMessage().contains("adapter_config.json: " + message), e.getMessage());
  }

  @Test
  void anAdapterOfAnotherModelIsRefused() throws IOException {
    Path folder = copy("tiny-qwen");
    addAdapter("tiny-pixtral", folder);
    CheckpointException e = assertThrows(CheckpointException.class, () -> Checkpoint.open(folder));
    assertTrue(
        e.getMessage().contains("put the adapter beside the base model that it was trained on"),
        e.getMessage());
  }

  private Path copy(String name) throws IOException {
    Path folder = Files.createDirectory(temporary.resolve(name));
    copyInto(TinyCheckpoints.folder(name), folder);
    return folder;
  }

  private static void addAdapter(String name, Path folder) throws IOException {
    copyInto(TinyCheckpoints.folder(name).resolveSibling("adapter-" + name), folder);
  }

  private static void copyInto(Path from, Path folder) throws IOException {
    try (var files = Files.newDirectoryStream(from)) {
      for (Path file : files) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
  }

  private static JsonNode json(String file) throws IOException {
    try (InputStream in = AdapterGoldenTest.class.getResourceAsStream("/golden/vlm/" + file)) {
      return new ObjectMapper().readTree(in);
    }
  }
}
