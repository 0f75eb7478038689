package io.depthlm.common.vlm.pixtral;

import io.depthlm.common.vlm.checkpoint.ConfigSection;
import io.depthlm.common.vlm.checkpoint.DecoderDefaults;
import io.depthlm.common.vlm.checkpoint.ModelFiles;
import io.depthlm.common.vlm.checkpoint.Rope;
import io.depthlm.common.vlm.checkpoint.TensorShapes;
import io.depthlm.common.vlm.checkpoint.TextConfig;

/** Reads the configurations of models with a Pixtral vision tower. */
final class PixtralReader {
  private static final int SLIDING_WINDOW = 4096;

  private static final int HEADS = 32;

  private PixtralReader() {}

  /** A Llava. */
  static PixtralConfig read(ModelFiles files) {
    ConfigSection root = files.root();
    ConfigSection text = root.section("text_config");
    TensorShapes shapes = files.shapes();
    ModelFiles.require(root, "vision_feature_select_strategy", "full", "default");
    // A missing key means transformers' default, null means no window.
    Integer window = text.declares("sliding_window") ? null : Integer.valueOf(SLIDING_WINDOW);
    int queryRows = shapes.size("model.layers.0.self_attn.q_proj.weight", 0);
    int headDim = Math.max(1, queryRows / HEADS);
    return new PixtralConfig(
        vision(root, shapes),
        files.decoder(defaults(headDim, 1e-6, 1e4, window(text, window))),
        null,
        root.flag("multimodal_projector_bias")
            .orElseGet(() -> shapes.tensors().containsKey("multi_modal_projector.linear_1.bias")),
        root.index("image_token_index", "image_token_id")
            .orElseThrow(() -> root.missing("image_token_index")),
        files.eosTokenIds(2));
  }

  /** A Mistral3. */
  static PixtralConfig readMerged(ModelFiles files) {
    ConfigSection root = files.root();
    ConfigSection text = root.section("text_config");
    int merge = root.size("spatial_merge_size").orElse(2);
    if (merge == 1) {
      throw root.unsupported("spatial_merge_size");
    }
    TextConfig decoder = files.decoder(defaults(128, 1e-5, 1e9, window(text, null)));
    return new PixtralConfig(
        vision(root, files.shapes()),
        decoder,
        new PixtralConfig.Merger(merge, decoder.rmsNormEps()),
        root.flag("multimodal_projector_bias").orElse(false),
        root.index("image_token_index", "image_token_id").orElse(10),
        files.eosTokenIds(2));
  }

  private static Integer window(ConfigSection text, Integer otherwise) {
    return text.has("sliding_window")
        ? Integer.valueOf(text.size("sliding_window").getAsInt())
        : otherwise;
  }

  private static DecoderDefaults defaults(
      int headDim, double eps, double theta, Integer slidingWindow) {
    return new DecoderDefaults(
        headDim, eps, theta, DecoderDefaults.Positions.ONE, false, 131072, slidingWindow);
  }

  private static PixtralConfig.Vision vision(ConfigSection root, TensorShapes shapes) {
    ModelFiles.require(root, "projector_hidden_act", "gelu", "gelu");
    if (root.has("vision_feature_layer") && !root.shown("vision_feature_layer").equals("-1")) {
      throw root.unsupported("vision_feature_layer");
    }
    ConfigSection vision = root.section("vision_config");
    String patch = "vision_tower.patch_conv.weight";
    int hidden = shapes.size(patch, 0);
    return new PixtralConfig.Vision(
        vision
            .layers("num_hidden_layers")
            .orElseGet(() -> shapes.blocks("vision_tower.transformer.layers.")),
        hidden,
        ModelFiles.heads(vision, hidden, "num_attention_heads"),
        vision
            .size("intermediate_size")
            .orElseGet(
                () ->
                    shapes.size(
                        "vision_tower.transformer.layers.0.feed_forward.gate_proj.weight", 0)),
        ModelFiles.channels(vision, shapes.size(patch, 1), "num_channels"),
        vision.size("patch_size").orElseGet(() -> shapes.size(patch, 2)),
        vision.size("image_size").orElse(1024),
        Rope.read(vision, 10_000).theta(),
        switch (vision.text("hidden_act").orElse("gelu")) {
          case "silu" -> PixtralConfig.Activation.SILU;
          case "gelu" -> PixtralConfig.Activation.GELU;
          default -> throw vision.unsupported("hidden_act");
        });
  }
}
