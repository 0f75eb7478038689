package io.depthlm.common.vlm.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.depthlm.common.vlm.checkpoint.CheckpointException.Fault;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads {@code config.json} and {@code generation_config.json} as transformers 4 (flat text keys,
 * {@code rope_theta}/{@code rope_scaling}) and 5 (nested {@code text_config}, {@code
 * rope_parameters}) write them. A key that is missing is derived from the shapes of the tensors
 * where they show it, and is otherwise what transformers 5.17 takes.
 */
final class ConfigReader {
  private static final int MISTRAL_SLIDING_WINDOW = 4096;

  private static final List<Integer> FULL_ATTENTION = List.of(7, 15, 23, 31);

  private final ConfigSection root;
  private final ConfigSection generation;

  ConfigReader(Path folder) {
    root = new ConfigSection("config.json", JsonFile.read(folder.resolve("config.json")));
    Optional<JsonNode> node = JsonFile.readIfPresent(folder.resolve("generation_config.json"));
    generation =
        new ConfigSection("generation_config.json", node.orElse(MissingNode.getInstance()));
  }

  /**
   * The family.
   *
   * @throws CheckpointException {@code ARCHITECTURE_UNSUPPORTED} naming what was found
   */
  Family family() {
    List<String> architectures = root.texts("architectures");
    String modelType = root.text("model_type").orElse("");
    String visionType = root.section("vision_config").text("model_type").orElse("");
    String textType = root.section("text_config").text("model_type").orElse("mistral");
    if (root.has("quantization_config")) {
      throw unsupported("quantised weights (quantization_config)");
    }
    if (architectures.isEmpty() ? modelType.equals("qwen2_5_vl") : named(Family.QWEN2_5_VL)) {
      return Family.QWEN2_5_VL;
    }
    if (architectures.isEmpty() ? modelType.equals("llava") : named(Family.PIXTRAL)) {
      if (!visionType.equals("pixtral")) {
        throw unsupported("a Llava with vision tower '" + visionType + "'");
      }
      if (!textType.equals("mistral")) {
        throw unsupported("a Llava with decoder '" + textType + "'");
      }
      return Family.PIXTRAL;
    }
    throw unsupported(
        "architecture %s, model type '%s'".formatted(root.shown("architectures"), modelType));
  }

  private boolean named(Family family) {
    return root.texts("architectures").contains(family.architecture());
  }

  private static CheckpointException unsupported(String found) {
    return new CheckpointException(
        Fault.ARCHITECTURE_UNSUPPORTED,
        "config.json names " + found,
        "%s and %s with a Pixtral vision tower can be run"
            .formatted(Family.QWEN2_5_VL.architecture(), Family.PIXTRAL.architecture()));
  }

  /** The complete configuration, given the tensors by their canonical names. */
  VlmConfig read(TensorShapes shapes) {
    VlmConfig config =
        switch (family()) {
          case QWEN2_5_VL -> qwen(shapes);
          case PIXTRAL -> pixtral(shapes);
        };
    checkIds(config);
    return config;
  }

  private QwenConfig qwen(TensorShapes shapes) {
    // Version 4 writes the decoder's keys beside vision_config.
    ConfigSection text = root.has("text_config") ? root.section("text_config") : root;
    ConfigSection vision = root.section("vision_config");
    if (text.texts("layer_types").contains("sliding_attention")) {
      throw text.unsupported("layer_types");
    }
    int layers = text.layers("num_hidden_layers").orElseGet(() -> shapes.blocks("model.layers."));
    if (text.flag("use_sliding_window").orElse(false)
        && text.index("max_window_layers").orElse(0) < layers) {
      throw text.unsupported("use_sliding_window");
    }
    return new QwenConfig(
        qwenVision(vision, shapes),
        new DecoderReader(root, text, shapes).read(Family.QWEN2_5_VL, null),
        root.index("image_token_id").orElse(151655),
        root.index("video_token_id").orElse(151656),
        root.index("vision_start_token_id").orElse(151652),
        root.index("vision_end_token_id").orElse(151653),
        eosTokenIds(text, 151645));
  }

  private static QwenConfig.Vision qwenVision(ConfigSection vision, TensorShapes shapes) {
    require(vision, "hidden_act", "silu", "silu");
    String patch = "visual.patch_embed.proj.weight";
    int hidden = shapes.size(patch, 0);
    int depth = vision.layers("depth").orElseGet(() -> shapes.blocks("visual.blocks."));
    int merge =
        vision
            .size("spatial_merge_size")
            .orElseGet(
                () ->
                    (int)
                        Math.round(
                            Math.sqrt(
                                shapes.size("visual.merger.mlp.0.weight", 1) / (double) hidden)));
    List<Integer> full = fullAttention(vision, depth);
    QwenConfig.Vision tower =
        new QwenConfig.Vision(
            depth,
            hidden,
            heads(vision, hidden, "num_heads", "num_attention_heads"),
            vision
                .size("intermediate_size")
                .orElseGet(() -> shapes.size("visual.blocks.0.mlp.gate_proj.weight", 0)),
            channels(vision, shapes.size(patch, 1), "in_channels", "in_chans"),
            vision.size("patch_size").orElseGet(() -> shapes.size(patch, 3)),
            vision.size("temporal_patch_size").orElseGet(() -> shapes.size(patch, 2)),
            merge,
            vision.size("window_size").orElse(112),
            full,
            shapes.size("visual.merger.mlp.2.weight", 0));
    if (tower.windowPx() / tower.patchPx() / tower.mergeSize() < 1) {
      throw vision.unsupported("window_size");
    }
    if (vision.has("hidden_size") && vision.size("hidden_size").getAsInt() != hidden) {
      throw TensorShapes.shape(
          shapes.tensors().get(patch), "%s rows".formatted(vision.shown("hidden_size")));
    }
    return tower;
  }

  /**
   * The blocks that look at the whole image. The default of transformers names blocks of the
   * released depth; those that a shallower tower does not have never run there either.
   */
  private static List<Integer> fullAttention(ConfigSection vision, int depth) {
    String key = "fullatt_block_indexes";
    Optional<List<Integer>> given = vision.ints(key);
    if (given.isEmpty()) {
      return FULL_ATTENTION.stream().filter(block -> block < depth).toList();
    }
    if (given.get().stream().anyMatch(block -> block >= depth)) {
      throw vision.wrong(key, "blocks from 0 to %d, of depth %d".formatted(depth - 1, depth));
    }
    return given.get();
  }

  private PixtralConfig pixtral(TensorShapes shapes) {
    ConfigSection text = root.section("text_config");
    ConfigSection vision = root.section("vision_config");
    require(root, "projector_hidden_act", "gelu", "gelu");
    require(root, "vision_feature_select_strategy", "full", "default");
    if (root.has("vision_feature_layer") && !root.shown("vision_feature_layer").equals("-1")) {
      throw root.unsupported("vision_feature_layer");
    }
    // A missing key means transformers' default, null means no window.
    Integer window =
        text.declares("sliding_window") ? null : Integer.valueOf(MISTRAL_SLIDING_WINDOW);
    if (text.has("sliding_window")) {
      window = text.size("sliding_window").getAsInt();
    }
    return new PixtralConfig(
        pixtralVision(vision, shapes),
        new DecoderReader(root, text, shapes).read(Family.PIXTRAL, window),
        root.flag("multimodal_projector_bias")
            .orElseGet(() -> shapes.tensors().containsKey("multi_modal_projector.linear_1.bias")),
        root.index("image_token_index", "image_token_id")
            .orElseThrow(() -> root.missing("image_token_index")),
        eosTokenIds(text, 2));
  }

  private static PixtralConfig.Vision pixtralVision(ConfigSection vision, TensorShapes shapes) {
    String patch = "vision_tower.patch_conv.weight";
    int hidden = shapes.size(patch, 0);
    return new PixtralConfig.Vision(
        vision
            .layers("num_hidden_layers")
            .orElseGet(() -> shapes.blocks("vision_tower.transformer.layers.")),
        hidden,
        heads(vision, hidden, "num_attention_heads"),
        vision
            .size("intermediate_size")
            .orElseGet(
                () ->
                    shapes.size(
                        "vision_tower.transformer.layers.0.feed_forward.gate_proj.weight", 0)),
        channels(vision, shapes.size(patch, 1), "num_channels"),
        vision.size("patch_size").orElseGet(() -> shapes.size(patch, 2)),
        vision.size("image_size").orElse(1024),
        Rope.read(vision, 10_000).theta(),
        switch (vision.text("hidden_act").orElse("gelu")) {
          case "silu" -> PixtralConfig.Activation.SILU;
          case "gelu" -> PixtralConfig.Activation.GELU;
          default -> throw vision.unsupported("hidden_act");
        });
  }

  private static int channels(ConfigSection vision, int ofTensor, String... keys) {
    int channels = vision.size(keys).orElse(ofTensor);
    if (channels != 3) {
      throw vision.wrong(keys[0], "3: pictures are red, green and blue");
    }
    return channels;
  }

  private static int heads(ConfigSection vision, int hidden, String... keys) {
    int heads = vision.size(keys).orElse(16);
    if (hidden % heads != 0 || hidden / heads % 4 != 0) {
      throw new CheckpointException(
          Fault.CONFIG_INVALID,
          "config.json: vision_config: %d heads do not divide width %d into multiples of 4"
              .formatted(heads, hidden),
          "correct " + keys[0]);
    }
    return heads;
  }

  private static void require(ConfigSection section, String key, String wanted, String absent) {
    if (!section.text(key).orElse(absent).equals(wanted)) {
      throw section.unsupported(key);
    }
  }

  private List<Integer> eosTokenIds(ConfigSection text, int otherwise) {
    return generation
        .ints("eos_token_id")
        .or(() -> text.ints("eos_token_id"))
        .or(() -> root.ints("eos_token_id"))
        .orElse(List.of(otherwise));
  }

  private static void checkIds(VlmConfig config) {
    int vocabulary = config.text().vocabSize();
    if (config.imageTokenId() >= vocabulary) {
      throw new CheckpointException(
          Fault.CONFIG_INVALID,
          "config.json: image token id %d is outside the vocabulary of %d"
              .formatted(config.imageTokenId(), vocabulary),
          "correct the id");
    }
  }
}
