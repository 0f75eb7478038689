package io.depthlm.common.vlm.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.depthlm.common.vlm.checkpoint.CheckpointException.Fault;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Everything that can be wrong with a folder is one clear error that names it. */
class CheckpointFaultsTest {
  @TempDir Path temporary;
  private Edited qwen;
  private Edited pixtral;

  @BeforeEach
  void copies() throws IOException {
    qwen = Edited.copyOf("tiny-qwen", temporary.resolve("qwen"));
    pixtral = Edited.copyOf("tiny-pixtral", temporary.resolve("pixtral"));
  }

  @Test
  void aFolderThatDoesNotExist() {
    Path absent = temporary.resolve("absent");
    CheckpointException e = assertThrows(CheckpointException.class, () -> Checkpoint.open(absent));
    assertEquals(Fault.NOT_FOUND, e.fault());
    assertEquals("checkpoint_not_found", e.errorCode());
    assertEquals(
        "no checkpoint folder "
            + absent
            + "\n  point at a folder with config.json and *.safetensors",
        e.getMessage());
  }

  @Test
  void aFileInsteadOfAFolder() {
    CheckpointException e =
        assertThrows(CheckpointException.class, () -> Checkpoint.open(qwen.weights()));
    assertEquals(Fault.NOT_FOUND, e.fault());
    assertTrue(e.getMessage().contains("is not a folder"), e.getMessage());
  }

  @Test
  void missingFiles() throws IOException {
    Files.delete(qwen.folder.resolve("config.json"));
    assertFault(qwen, Fault.FILE_MISSING, "no config.json in");
    Files.delete(pixtral.weights());
    assertFault(
        pixtral, Fault.FILE_MISSING, "neither model.safetensors nor model.safetensors.index.json");
  }

  @Test
  void aTruncatedShard() throws IOException {
    qwen.shard();
    Path shard = qwen.folder.resolve("model-00002-of-00002.safetensors");
    try (RandomAccessFile file = new RandomAccessFile(shard.toFile(), "rw")) {
      file.setLength(file.length() - 1000);
    }
    assertFault(qwen, Fault.TRUNCATED, "model-00002-of-00002.safetensors is truncated: 'visual.");
    Files.write(shard, new byte[] {1, 2, 3});
    assertFault(qwen, Fault.TRUNCATED, "the file has 3 bytes, a header alone needs 8");
    Files.write(shard, new byte[] {100, 0, 0, 0, 0, 0, 0, 0, '{'});
    assertFault(qwen, Fault.TRUNCATED, "the header alone needs 108 bytes, the file has 9");
    Files.delete(shard);
    assertFault(qwen, Fault.FILE_MISSING, "no weights file");
  }

  @Test
  void aTensorTooFewOrTooManyOrOfAnotherShape() throws IOException {
    qwen.tensors(t -> t.name().contains("blocks.1.norm") ? null : t);
    assertFault(
        qwen,
        Fault.TENSOR_MISSING,
        "the weights lack 'visual.blocks.1.norm1.weight', 'visual.blocks.1.norm2.weight'");
    pixtral.rename(n -> n.equals("language_model.lm_head.weight") ? "lm_tail.weight" : n);
    assertFault(pixtral, Fault.TENSOR_MISSING, "the weights lack 'lm_head.weight'");
    pixtral.config(root -> root.put("tie_word_embeddings", true));
    assertFault(pixtral, Fault.TENSOR_UNEXPECTED, "has no place for 'lm_tail.weight'");
    pixtral.rename(n -> n.equals("lm_tail.weight") ? "lm_head.weight" : n);
    pixtral.tensors(
        t ->
            t.name().equals("vision_tower.ln_pre.weight")
                ? new TensorSpec(t.name(), t.dtype(), 31)
                : t);
    assertFault(
        pixtral,
        Fault.TENSOR_SHAPE,
        "'vision_tower.ln_pre.weight' in model.safetensors has shape [31]");
  }

  @Test
  void manyNamesAreCutShort() throws IOException {
    qwen.tensors(t -> t.name().contains("blocks.") ? null : t);
    qwen.config(root -> ((ObjectNode) root.get("vision_config")).put("intermediate_size", 48));
    CheckpointException e = assertFault(qwen, Fault.TENSOR_MISSING, " and 32 more");
    assertTrue(e.getMessage().length() < 400, e.getMessage());
  }

  @Test
  void aConfigurationThatContradictsTheWeights() throws IOException {
    qwen.config(root -> ((ObjectNode) root.get("text_config")).put("num_hidden_layers", 2));
    assertFault(qwen, Fault.TENSOR_UNEXPECTED, "'model.layers.2.");
    qwen.config(root -> ((ObjectNode) root.get("text_config")).put("num_hidden_layers", 3000));
    assertFault(qwen, Fault.TENSOR_MISSING, "'model.layers.10.");
    pixtral.config(root -> ((ObjectNode) root.get("text_config")).put("head_dim", 8));
    assertFault(pixtral, Fault.TENSOR_SHAPE, "has shape [64, 40]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "architectures | [\"LlamaForCausalLM\"] | config.json names architecture [\"LlamaForCausalLM\"]",
        "architectures | [] | model type 'other'",
        "quantization_config | {\"bits\": 4} | quantised weights",
      })
  void anUnknownArchitecture(String key, String value, String message) throws IOException {
    qwen.config(
        root -> {
          root.put("model_type", "other");
          root.set(key, parse(value));
        });
    assertFault(qwen, Fault.ARCHITECTURE_UNSUPPORTED, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/vision_config/model_type | \"clip_vision_model\" | a Llava with vision tower 'clip_vision_model'",
        "/text_config/model_type | \"gemma\" | a Llava with decoder 'gemma'",
        "/vision_feature_layer | -2 | vision_feature_layer is -2",
        "/vision_feature_select_strategy | \"default\" | vision_feature_select_strategy is \"default\"",
        "/text_config/rope_parameters | {\"rope_type\": \"yarn\", \"factor\": 2} | rope_parameters is",
        "/text_config/hidden_act | \"relu\" | hidden_act is \"relu\"",
      })
  void anUnknownVariation(String at, String value, String message) throws IOException {
    set(pixtral, at, value);
    assertFault(pixtral, Fault.ARCHITECTURE_UNSUPPORTED, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/text_config/num_hidden_layers | \"three\" | text_config: num_hidden_layers is \"three\"",
        "/text_config/num_hidden_layers | 1000000000 | a whole number from 1 to 4096",
        "/text_config/hidden_size | -64 | hidden_size is -64",
        "/text_config/hidden_size | 99999999999999999999 | hidden_size is 99999999999999999999",
        "/text_config/rms_norm_eps | 0 | rms_norm_eps is 0",
        "/text_config/num_key_value_heads | 3 | 4 heads, 3 key-value heads",
        "/text_config | 7 | text_config is 7",
        "/image_token_index | 4000 | image token id 4000 is outside the vocabulary of 384",
        "/vision_config/num_attention_heads | 5 | 5 heads do not divide width 32",
      })
  void aValueThatCannotBe(String at, String value, String message) throws IOException {
    set(pixtral, at, value);
    assertFault(pixtral, Fault.CONFIG_INVALID, message);
  }

  @Test
  void brokenJson() throws IOException {
    Path config = qwen.folder.resolve("config.json");
    Files.writeString(config, "{\"a\": 1, \"a\": 2}");
    assertFault(qwen, Fault.CONFIG_INVALID, "Duplicate field 'a'");
    Files.writeString(config, "[".repeat(5000));
    assertFault(qwen, Fault.CONFIG_INVALID, "config.json is not valid JSON");
    Files.writeString(config, "[]");
    assertFault(qwen, Fault.CONFIG_INVALID, "is not a JSON object");
  }

  @Test
  void anIndexThatLeavesItsFolderOrDisagrees() throws IOException {
    qwen.shard();
    Path index = qwen.folder.resolve("model.safetensors.index.json");
    String good = Files.readString(index);
    Files.writeString(index, good.replace("model-00001-of-00002", "../model"));
    assertFault(qwen, Fault.CONFIG_INVALID, "which is not a plain file name");
    Files.writeString(index, good.replace("\"model.norm.weight\"", "\"model.norm.weights\""));
    assertFault(qwen, Fault.TENSOR_MISSING, "lists 'model.norm.weights', which");
    Files.writeString(index, "{\"weight_map\": {}}");
    assertFault(qwen, Fault.CONFIG_INVALID, "has no weight_map");
  }

  @Test
  void oneTensorUnderTwoNames() throws IOException {
    pixtral.rename(
        n ->
            n.equals("vision_tower.ln_pre.weight")
                ? "model.multi_modal_projector.linear_1.bias"
                : n);
    assertFault(
        pixtral, Fault.HEADER_INVALID, "'multi_modal_projector.linear_1.bias' is there twice");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]}} | DTYPE_UNSUPPORTED | 'a' has number format 'I64'",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}} | HEADER_INVALID | F32[2] needs 8 bytes, data_offsets give 4",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}} | HEADER_INVALID | begins at byte 4 of the data, where 0 is the next free one",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}} | HEADER_INVALID | the tensors end at byte 4 of the data, the file holds 8",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}} | HEADER_INVALID | 'b' begins at byte 4 of the data, where 8",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}} | HEADER_INVALID | Duplicate field 'a'",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,8]}} | HEADER_INVALID | overflows",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1,-2],\"data_offsets\":[0,8]}} | HEADER_INVALID | negative number -1",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1,1,1,1,1,1,1,1,2],\"data_offsets\":[0,8]}} | HEADER_INVALID | more than 8 numbers",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}} | HEADER_INVALID | run backwards",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1e9],\"data_offsets\":[0,8]}} | HEADER_INVALID | not a whole number",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8],\"x\":1}} | HEADER_INVALID | unknown key 'x'",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2]}} | HEADER_INVALID | lacks one of dtype, shape and two data_offsets",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[9],\"data_offsets\":[0,36]}} | TRUNCATED | 'a' ends at byte 36 of the data, the file holds 8",
        "{\"__metadata__\":{\"x\":1}} | HEADER_INVALID | holds something that is not text",
        "{} {} | HEADER_INVALID | goes on after its object",
        "[] | HEADER_INVALID | does not start with '{'",
      })
  void aHostileHeader(String json, Fault fault, String message) throws IOException {
    byte[] header = json.getBytes(StandardCharsets.UTF_8);
    byte[] file = Arrays.copyOf(new byte[] {(byte) header.length}, 8 + header.length + 8);
    file[1] = (byte) (header.length >> 8);
    System.arraycopy(header, 0, file, 8, header.length);
    Files.write(qwen.weights(), file);
    assertFault(qwen, fault, message);
  }

  @Test
  void aHeaderLengthThatWouldFillTheMemoryIsNotBelieved() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(qwen.weights().toFile(), "rw")) {
      file.write(new byte[] {-1, -1, -1, -1, -1, -1, -1, 127});
      assertFault(qwen, Fault.HEADER_INVALID, "header length 9223372036854775807 is outside");
      file.seek(0);
      file.write(new byte[] {-1, -1, -1, -1, -1, -1, -1, -1});
      assertFault(qwen, Fault.HEADER_INVALID, "header length 18446744073709551615 is outside");
    }
  }

  private static void set(Edited edited, String at, String value) throws IOException {
    edited.config(
        root -> {
          int slash = at.lastIndexOf('/');
          ((ObjectNode) root.at(at.substring(0, slash))).set(at.substring(slash + 1), parse(value));
        });
  }

  private static com.fasterxml.jackson.databind.JsonNode parse(String json) {
    try {
      return new com.fasterxml.jackson.databind.ObjectMapper().readTree(json);
    } catch (IOException e) {
      throw new IllegalArgumentException(json, e);
    }
  }

  private static CheckpointException assertFault(Edited edited, Fault fault, String message) {
    CheckpointException e =
        assertThrows(CheckpointException.class, () -> Checkpoint.open(edited.folder));
    assertEquals(fault, e.fault(), e.getMessage());
    assertTrue(e.getMessage().contains(message), e.getMessage());
    assertEquals(2, e.getMessage().lines().count(), e.getMessage());
    return e;
  }
}
