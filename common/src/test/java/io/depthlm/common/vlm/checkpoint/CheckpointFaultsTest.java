package io.depthlm.common.vlm.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import java.util.List;
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
        "architectures | [\"LlamaForCausalLM\"] | config.json names architecture"
            + " [\"LlamaForCausalLM\"]",
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
        "/vision_config/model_type | \"clip_vision_model\" | a Llava with vision tower"
            + " 'clip_vision_model'",
        "/text_config/model_type | \"gemma\" | a Llava with decoder 'gemma'",
        "/vision_feature_layer | -2 | vision_feature_layer is -2",
        "/vision_feature_select_strategy | \"default\" | vision_feature_select_strategy is"
            + " \"default\"",
        "/text_config/rope_parameters | {\"rope_type\": \"yarn\", \"factor\": 2} | rope_parameters"
            + " is",
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
  void aGitLfsPointer() throws IOException {
    String pointer =
        "version https://git-lfs.github.com/spec/v1\noid sha256:"
            + "0".repeat(64)
            + "\nsize 509752\n";
    Files.writeString(qwen.weights(), pointer);
    assertFault(
        qwen, Fault.CONTENT_NOT_FETCHED, "model.safetensors is a Git LFS pointer, not the file");
    Files.writeString(pixtral.folder.resolve("config.json"), pointer);
    assertFault(pixtral, Fault.CONTENT_NOT_FETCHED, "config.json is a Git LFS pointer");
  }

  @Test
  void noErrorQuotesAFileThatALinkLedTo() throws IOException {
    Path secret = temporary.resolve("passwords");
    Files.writeString(secret, "root:hunter2:0:0\n");
    for (String name : List.of("config.json", "generation_config.json")) {
      Edited edited = Edited.copyOf("tiny-qwen", temporary.resolve("linked " + name));
      Files.delete(edited.folder.resolve(name));
      Files.createSymbolicLink(edited.folder.resolve(name), secret);
      CheckpointException e = assertFault(edited, Fault.CONFIG_INVALID, name + " is not valid");
      assertFalse(e.getMessage().contains("root"), e.getMessage());
      assertFalse(e.getMessage().contains("hunter2"), e.getMessage());
      assertTrue(e.getMessage().contains("line 1, column"), e.getMessage());
    }
    Files.delete(qwen.weights());
    Files.createSymbolicLink(qwen.weights(), secret);
    CheckpointException e = assertFault(qwen, Fault.HEADER_INVALID, "header length");
    assertFalse(e.getMessage().contains("hunter2"), e.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/vision_config/fullatt_block_indexes | [1, 3] | fullatt_block_indexes is [1,3]",
        "/vision_config/fullatt_block_indexes | [-1] | fullatt_block_indexes is -1",
        "/vision_config/in_channels | 1 | in_channels is 1",
        "/vision_config/num_heads | 3 | 3 heads do not divide width 32",
        "/vision_config/window_size | 0 | window_size is 0",
        "/vision_config/spatial_merge_size | 0 | spatial_merge_size is 0",
      })
  void aVisionValueOutOfRangeIsNamed(String at, String value, String message) throws IOException {
    set(qwen, at, value);
    assertFault(qwen, Fault.CONFIG_INVALID, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "repetition_penalty | 0 | repetition_penalty is 0",
        "repetition_penalty | \"x\" | repetition_penalty is \"x\"",
        "no_repeat_ngram_size | -1 | no_repeat_ngram_size is -1",
        "bad_words_ids | [[]] | bad_words_ids is [[]]",
        "bad_words_ids | [3] | bad_words_ids is [3]",
        "bad_words_ids | [[-3]] | bad_words_ids is [[-3]]",
        "suppress_tokens | [1.5] | suppress_tokens is 1.5",
      })
  void aRuleOfDecodingThatCannotBe(String key, String value, String message) throws IOException {
    Files.writeString(
        qwen.folder.resolve("generation_config.json"), "{\"%s\": %s}".formatted(key, value));
    assertFault(qwen, Fault.CONFIG_INVALID, "generation_config.json: " + message);
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
  void anAdapterThatWasNotMerged() throws IOException {
    qwen.rename(
        n ->
            n.contains("layers.0.self_attn.q_proj.weight")
                ? "base_model.model." + n.replace(".weight", ".base_layer.weight")
                : "base_model.model." + n);
    assertFault(
        qwen,
        Fault.TENSOR_UNEXPECTED,
        "an adapter that was not merged: 'model.layers.0.self_attn.q_proj.base_layer.weight'");
  }

  @Test
  void oneTensorUnderTwoNames() throws IOException {
    pixtral.rename(
        n ->
            n.equals("vision_tower.ln_pre.weight")
                ? "model.multi_modal_projector.linear_1.bias"
                : n);
    assertFault(
        pixtral, Fault.HEADER_INVALID, "'multi_modal_projector.linear_1.bias' occurs twice");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]}} | DTYPE_UNSUPPORTED | 'a'"
            + " has number format 'I64'",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}} | HEADER_INVALID | F32[2]"
            + " needs 8 bytes, data_offsets give 4",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}} | HEADER_INVALID | begins"
            + " at byte 4 of the data, where 0 is the next free one",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}} | HEADER_INVALID | the"
            + " tensors end at byte 4 of the data, the file holds 8",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}"
            + " | HEADER_INVALID | 'b' begins at byte 4 of the data, where 8",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}"
            + " | HEADER_INVALID | Duplicate field 'a'",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,8]}} |"
            + " HEADER_INVALID | overflows",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1,-2],\"data_offsets\":[0,8]}} | HEADER_INVALID |"
            + " negative number -1",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1,1,1,1,1,1,1,1,2],\"data_offsets\":[0,8]}} |"
            + " HEADER_INVALID | more than 8 numbers",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}} | HEADER_INVALID | run"
            + " backwards",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1e9],\"data_offsets\":[0,8]}} | HEADER_INVALID | not"
            + " a whole number",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8],\"x\":1}} | HEADER_INVALID"
            + " | unknown key 'x'",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2]}} | HEADER_INVALID | lacks one of dtype, shape and"
            + " two data_offsets",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[9],\"data_offsets\":[0,36]}} | TRUNCATED | 'a' ends"
            + " at byte 36 of the data, the file holds 8",
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
