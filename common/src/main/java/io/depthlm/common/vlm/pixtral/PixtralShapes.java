package io.depthlm.common.vlm.pixtral;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.depthlm.common.vlm.checkpoint.TextConfig;
import io.depthlm.common.vlm.random.RandomFiles;
import io.depthlm.common.vlm.random.SpecialTokens;
import java.util.List;

/** Random checkpoints with a Pixtral vision tower: sizes and configuration files. */
final class PixtralShapes {
  static final List<String> SIZES = List.of("tiny", "200m", "12b");

  private PixtralShapes() {}

  static PixtralConfig of(String size) {
    return switch (size) {
      case "tiny" -> model(2, 32, 2, 48, 256, text(64, 3, 4, 2, 32, 96, 1024));
      case "200m" -> model(10, 640, 10, 2560, 1024, text(768, 8, 12, 4, 128, 3072, 32768));
      case "12b" -> model(24, 1024, 16, 4096, 1024, text(5120, 40, 32, 8, 128, 14336, 131072));
      default -> throw new IllegalArgumentException(size);
    };
  }

  private static TextConfig text(
      int hidden, int layers, int heads, int kvHeads, int headDim, int ffn, int vocabulary) {
    return new TextConfig(
        hidden,
        layers,
        heads,
        kvHeads,
        headDim,
        ffn,
        vocabulary,
        1e-5,
        1e9,
        List.of(),
        false,
        false,
        131_072,
        null,
        TextConfig.Heading.PLAIN);
  }

  private static PixtralConfig model(
      int layers, int hidden, int heads, int ffn, int imagePx, TextConfig text) {
    return new PixtralConfig(
        new PixtralConfig.Vision(
            layers, hidden, heads, ffn, 3, 16, imagePx, 10_000, PixtralConfig.Activation.SILU),
        text,
        null,
        true,
        SpecialTokens.BRACKET_IMAGE,
        List.of(SpecialTokens.BRACKET_END));
  }

  /** The sizes of Mistral3; 24b is Mistral Small 3.1. */
  static final List<String> MERGED_SIZES = List.of("tiny", "200m", "24b");

  static PixtralConfig merged(String size) {
    return switch (size) {
      case "tiny" -> merged(2, 32, 2, 48, 280, text(64, 3, 4, 2, 32, 96, 1024));
      case "200m" -> merged(10, 640, 10, 2560, 1540, text(768, 8, 12, 4, 128, 3072, 32768));
      case "24b" -> merged(24, 1024, 16, 4096, 1540, text(5120, 40, 32, 8, 128, 32768, 131072));
      default -> throw new IllegalArgumentException(size);
    };
  }

  private static PixtralConfig merged(
      int layers, int hidden, int heads, int ffn, int imagePx, TextConfig text) {
    return new PixtralConfig(
        new PixtralConfig.Vision(
            layers, hidden, heads, ffn, 3, 14, imagePx, 10_000, PixtralConfig.Activation.SILU),
        text,
        new PixtralConfig.Merger(2, text.rmsNormEps()),
        false,
        SpecialTokens.BRACKET_IMAGE,
        List.of(SpecialTokens.BRACKET_END));
  }

  static void config(ObjectNode root, PixtralConfig config) {
    root.put("image_token_index", config.imageTokenId())
        .put("multimodal_projector_bias", config.projectorBias())
        .put("projector_hidden_act", "gelu")
        .put("vision_feature_layer", -1);
    if (config.merger() == null) {
      root.put("vision_feature_select_strategy", "full");
    } else {
      root.put("spatial_merge_size", config.merger().size());
    }
    ObjectNode text = RandomFiles.text(root, config.text(), "mistral");
    text.put("head_dim", config.text().headDim())
        .putNull("sliding_window")
        .put("bos_token_id", 1)
        .put("eos_token_id", config.eosTokenIds().get(0));
    PixtralConfig.Vision v = config.vision();
    ObjectNode vision =
        root.putObject("vision_config")
            .put("model_type", "pixtral")
            .put("num_hidden_layers", v.layers())
            .put("hidden_size", v.hiddenSize())
            .put("hidden_act", "silu")
            .put("intermediate_size", v.ffnSize())
            .put("num_attention_heads", v.heads())
            .put("head_dim", v.headDim())
            .put("num_channels", v.channels())
            .put("patch_size", v.patchPx())
            .put("image_size", v.imageSizePx());
    vision.putObject("rope_parameters").put("rope_theta", v.ropeTheta()).put("rope_type", "axial");
  }

  static void processor(ObjectNode node, PixtralConfig.Vision vision) {
    node.put("image_processor_type", "PixtralImageProcessor");
    node.putObject("size").put("longest_edge", vision.imageSizePx());
    node.putObject("patch_size").put("height", vision.patchPx()).put("width", vision.patchPx());
  }
}
