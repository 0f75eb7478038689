package io.depthlm.common.vlm.qwen2_5;

import io.depthlm.common.vlm.checkpoint.ConfigSection;
import io.depthlm.common.vlm.checkpoint.DecoderDefaults;
import io.depthlm.common.vlm.checkpoint.ModelFiles;
import io.depthlm.common.vlm.checkpoint.TensorShapes;
import io.depthlm.common.vlm.checkpoint.VisionTokens;
import java.util.List;
import java.util.Optional;

/** Reads the configuration of Qwen2.5-VL. */
final class QwenReader {
  private static final List<Integer> FULL_ATTENTION = List.of(7, 15, 23, 31);

  private static final DecoderDefaults DECODER =
      new DecoderDefaults(
          0, 1e-5, 1e6, DecoderDefaults.Positions.TIME_ROW_COLUMN, true, 32768, null);

  private QwenReader() {}

  static QwenConfig read(ModelFiles files) {
    ConfigSection root = files.root();
    ConfigSection text = files.text();
    TensorShapes shapes = files.shapes();
    if (text.texts("layer_types").contains("sliding_attention")) {
      throw text.unsupported("layer_types");
    }
    int layers = text.layers("num_hidden_layers").orElseGet(() -> shapes.blocks("model.layers."));
    if (text.flag("use_sliding_window").orElse(false)
        && text.index("max_window_layers").orElse(0) < layers) {
      throw text.unsupported("use_sliding_window");
    }
    return new QwenConfig(
        vision(root.section("vision_config"), shapes),
        files.decoder(DECODER),
        VisionTokens.read(root),
        files.eosTokenIds(151645));
  }

  private static QwenConfig.Vision vision(ConfigSection vision, TensorShapes shapes) {
    ModelFiles.require(vision, "hidden_act", "silu", "silu");
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
            ModelFiles.heads(vision, hidden, "num_heads", "num_attention_heads"),
            vision
                .size("intermediate_size")
                .orElseGet(() -> shapes.size("visual.blocks.0.mlp.gate_proj.weight", 0)),
            ModelFiles.channels(vision, shapes.size(patch, 1), "in_channels", "in_chans"),
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
}
