package io.depthlm.common.vlm.qwen2_5;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.depthlm.common.vlm.checkpoint.TextConfig;
import io.depthlm.common.vlm.random.RandomFiles;
import io.depthlm.common.vlm.random.SpecialTokens;
import java.util.List;

/** Random checkpoints of Qwen2.5-VL: sizes and configuration files. */
final class QwenShapes {
  static final List<String> SIZES = List.of("tiny", "2m", "200m", "3b", "7b");

  private static final int WINDOW_PX = 112;
  private static final int FIRST_SPECIAL = 151643;

  /**
   * The columns of a picture turn the slowest pairs: with the released 1e6 and 16 pairs they would
   * turn by 0.002 in ten columns, and nothing trained from random weights would see them.
   */
  private static final double SMALL_THETA = 10;

  private QwenShapes() {}

  static QwenConfig of(String size) {
    return switch (size) {
      case "tiny" ->
          model(vision(3, 32, 2, 48, List.of(1)), text(64, 3, 4, 2, 16, 96, 1024, true, 1e6), 960);
      case "2m" -> model(small(), text(128, 3, 4, 4, 32, 344, 768, true, SMALL_THETA), 752);
      case "200m" ->
          model(
              vision(12, 640, 10, 1712, List.of(2, 5, 8, 11)),
              text(768, 14, 12, 2, 64, 3072, 32768, true, 1e6),
              32000);
      case "3b" ->
          model(released(), text(2048, 36, 16, 2, 128, 11008, 151936, true, 1e6), FIRST_SPECIAL);
      case "7b" ->
          model(released(), text(3584, 28, 28, 4, 128, 18944, 152064, false, 1e6), FIRST_SPECIAL);
      default -> throw new IllegalArgumentException(size);
    };
  }

  private static QwenConfig.Vision released() {
    return vision(32, 1280, 16, 3420, List.of(7, 15, 23, 31));
  }

  /**
   * Patches of 8 pixels, so tokens of 16: pictures of a hundred pixels give a few dozen tokens.
   * Most of its layers see, for its questions have few words.
   */
  private static QwenConfig.Vision small() {
    return new QwenConfig.Vision(6, 128, 4, 344, 3, 8, 2, 2, 64, List.of(1, 3, 5), 128);
  }

  private static QwenConfig.Vision vision(
      int depth, int hidden, int heads, int ffn, List<Integer> full) {
    return new QwenConfig.Vision(depth, hidden, heads, ffn, 3, 14, 2, 2, WINDOW_PX, full, 0);
  }

  private static TextConfig text(
      int hidden,
      int layers,
      int heads,
      int kvHeads,
      int headDim,
      int ffn,
      int vocabulary,
      boolean tied,
      double ropeTheta) {
    int pairs = headDim / 2;
    // Time gets a quarter of the pairs, height and width share the rest: 16, 24, 24 of 64.
    int time = pairs / 4;
    int height = (pairs - time) / 2;
    return new TextConfig(
        hidden,
        layers,
        heads,
        kvHeads,
        headDim,
        ffn,
        vocabulary,
        1e-6,
        ropeTheta,
        List.of(time, height, pairs - time - height),
        true,
        tied,
        128_000,
        null,
        TextConfig.Heading.PLAIN);
  }

  /** Special tokens stand in one row from {@code firstId}, in the released order. */
  private static QwenConfig model(QwenConfig.Vision v, TextConfig t, int firstId) {
    return new QwenConfig(
        new QwenConfig.Vision(
            v.depth(),
            v.hiddenSize(),
            v.heads(),
            v.ffnSize(),
            v.channels(),
            v.patchPx(),
            v.temporalPatch(),
            v.mergeSize(),
            v.windowPx(),
            v.fullAttentionBlocks(),
            t.hiddenSize()),
        t,
        SpecialTokens.visionTokens(firstId),
        List.of(SpecialTokens.chatMlEnd(firstId)));
  }

  static void config(ObjectNode root, QwenConfig config) {
    ObjectNode text = RandomFiles.text(root, config.text(), "qwen2_5_vl_text");
    text.putNull("bos_token_id").put("eos_token_id", config.eosTokenIds().get(0));
    ArrayNode sections = ((ObjectNode) text.get("rope_parameters")).putArray("mrope_section");
    config.text().mropeSection().forEach(sections::add);
    QwenConfig.Vision v = config.vision();
    ObjectNode vision =
        root.putObject("vision_config")
            .put("model_type", "qwen2_5_vl_vision")
            .put("depth", v.depth())
            .put("hidden_size", v.hiddenSize())
            .put("hidden_act", "silu")
            .put("intermediate_size", v.ffnSize())
            .put("num_heads", v.heads())
            .put("in_channels", v.channels())
            .put("patch_size", v.patchPx())
            .put("temporal_patch_size", v.temporalPatch())
            .put("spatial_merge_size", v.mergeSize())
            .put("window_size", v.windowPx())
            .put("out_hidden_size", v.outSize());
    ArrayNode full = vision.putArray("fullatt_block_indexes");
    v.fullAttentionBlocks().forEach(full::add);
  }

  static void processor(ObjectNode node, QwenConfig.Vision vision) {
    int side = vision.patchPx() * vision.mergeSize();
    node.put("min_pixels", 4 * side * side).put("max_pixels", 12845056);
  }
}
