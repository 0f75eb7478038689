package io.depthlm.common.vlm.qwen3_vl;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.depthlm.common.vlm.checkpoint.TextConfig;
import io.depthlm.common.vlm.random.RandomFiles;
import io.depthlm.common.vlm.random.SpecialTokens;
import java.util.List;

/** Random checkpoints of Qwen3-VL: sizes and configuration files. */
final class Qwen3Shapes {
  static final List<String> SIZES = List.of("tiny", "200m", "2b", "4b", "8b", "32b");

  private static final int FIRST_SPECIAL = 151643;

  private Qwen3Shapes() {}

  static Qwen3Config of(String size) {
    return switch (size) {
      case "tiny" ->
          model(
              vision(4, 32, 2, 48, 6, List.of(0, 1, 2)),
              text(64, 4, 4, 2, 16, 96, 1024, true),
              960);
      case "200m" ->
          model(
              vision(10, 512, 8, 1712, 48, List.of(2, 5, 8)),
              text(768, 14, 12, 2, 64, 3072, 32768, true),
              32000);
      case "2b" ->
          model(
              vision(24, 1024, 16, 4096, 48, List.of(5, 11, 17)),
              text(2048, 28, 16, 8, 128, 6144, 151936, true),
              FIRST_SPECIAL);
      case "4b" ->
          model(
              vision(24, 1024, 16, 4096, 48, List.of(5, 11, 17)),
              text(2560, 36, 32, 8, 128, 9728, 151936, true),
              FIRST_SPECIAL);
      case "8b" -> model(large(), text(4096, 36, 32, 8, 128, 12288, 151936, false), FIRST_SPECIAL);
      case "32b" -> model(large(), text(5120, 64, 64, 8, 128, 25600, 151936, false), FIRST_SPECIAL);
      default -> throw new IllegalArgumentException(size);
    };
  }

  private static Qwen3Config.Vision large() {
    return vision(27, 1152, 16, 4304, 48, List.of(8, 16, 24));
  }

  private static Qwen3Config.Vision vision(
      int depth, int hidden, int heads, int ffn, int side, List<Integer> deepstack) {
    return new Qwen3Config.Vision(depth, hidden, heads, ffn, 3, 16, 2, 2, side, deepstack);
  }

  private static TextConfig text(
      int hidden,
      int layers,
      int heads,
      int kvHeads,
      int headDim,
      int ffn,
      int vocabulary,
      boolean tied) {
    int pairs = headDim / 2;
    // 24, 20, 20 of 64: rows and columns get five sixteenths each.
    int side = pairs * 5 / 16;
    return new TextConfig(
        hidden,
        layers,
        heads,
        kvHeads,
        headDim,
        ffn,
        vocabulary,
        1e-6,
        5e6,
        List.of(pairs - 2 * side, side, side),
        false,
        tied,
        262_144,
        null,
        Qwen3Reader.HEADING);
  }

  private static Qwen3Config model(Qwen3Config.Vision vision, TextConfig text, int firstId) {
    return new Qwen3Config(
        vision,
        text,
        SpecialTokens.visionTokens(firstId),
        List.of(SpecialTokens.chatMlEnd(firstId)));
  }

  static void config(ObjectNode root, Qwen3Config config) {
    ObjectNode text = RandomFiles.text(root, config.text(), "qwen3_vl_text");
    text.put("head_dim", config.text().headDim())
        .put("attention_bias", false)
        .putNull("bos_token_id")
        .put("eos_token_id", config.eosTokenIds().get(0));
    ObjectNode rope = (ObjectNode) text.get("rope_parameters");
    rope.put("mrope_interleaved", true);
    ArrayNode sections = rope.putArray("mrope_section");
    config.text().mropeSection().forEach(sections::add);
    Qwen3Config.Vision v = config.vision();
    ObjectNode vision =
        root.putObject("vision_config")
            .put("model_type", "qwen3_vl_vision")
            .put("depth", v.depth())
            .put("hidden_size", v.hiddenSize())
            .put("hidden_act", "gelu_pytorch_tanh")
            .put("intermediate_size", v.ffnSize())
            .put("num_heads", v.heads())
            .put("in_channels", v.channels())
            .put("patch_size", v.patchPx())
            .put("temporal_patch_size", v.temporalPatch())
            .put("spatial_merge_size", v.mergeSize())
            .put("num_position_embeddings", v.positionSide() * v.positionSide())
            .put("out_hidden_size", config.text().hiddenSize());
    ArrayNode deepstack = vision.putArray("deepstack_visual_indexes");
    v.deepstackBlocks().forEach(deepstack::add);
  }

  static void processor(ObjectNode node, Qwen3Config.Vision vision) {
    int side = vision.patchPx() * vision.mergeSize();
    node.putObject("size").put("shortest_edge", 64 * side * side).put("longest_edge", 16777216);
  }
}
