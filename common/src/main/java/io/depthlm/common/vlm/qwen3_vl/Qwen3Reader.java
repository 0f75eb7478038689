package io.depthlm.common.vlm.qwen3_vl;

import io.depthlm.common.vlm.checkpoint.ConfigSection;
import io.depthlm.common.vlm.checkpoint.DecoderDefaults;
import io.depthlm.common.vlm.checkpoint.ModelFiles;
import io.depthlm.common.vlm.checkpoint.TensorShapes;
import io.depthlm.common.vlm.checkpoint.TextConfig;
import io.depthlm.common.vlm.checkpoint.TextConfig.Heading;
import io.depthlm.common.vlm.checkpoint.VisionTokens;
import java.util.List;
import java.util.Optional;

/** Reads the configuration of Qwen3-VL; what is missing is what transformers 5.24 takes. */
final class Qwen3Reader {
  static final Heading HEADING = new Heading(TextConfig.Norm.RMS, TextConfig.Sections.INTERLEAVED);

  private static final List<Integer> DEEPSTACK = List.of(8, 16, 24);

  private static final DecoderDefaults DECODER =
      new DecoderDefaults(
          128, 1e-6, 5e5, DecoderDefaults.Positions.TIME_ROW_COLUMN, false, 128_000, null, HEADING);

  private Qwen3Reader() {}

  static Qwen3Config read(ModelFiles files) {
    ConfigSection root = files.root();
    ConfigSection text = files.text();
    if (text.flag("attention_bias").orElse(false)) {
      throw text.unsupported("attention_bias");
    }
    for (String key : List.of("rope_scaling", "rope_parameters")) {
      if (!text.section(key).flag("mrope_interleaved").orElse(true)) {
        throw text.section(key).unsupported("mrope_interleaved");
      }
    }
    TextConfig decoder = files.decoder(DECODER);
    return new Qwen3Config(
        vision(root.section("vision_config"), files.shapes(), decoder.layers()),
        decoder,
        VisionTokens.read(root),
        files.eosTokenIds(151645));
  }

  private static Qwen3Config.Vision vision(
      ConfigSection vision, TensorShapes shapes, int decoderLayers) {
    ModelFiles.require(vision, "hidden_act", "gelu_pytorch_tanh", "gelu_pytorch_tanh");
    String patch = "visual.patch_embed.proj.weight";
    int hidden = shapes.size(patch, 0);
    int depth = vision.layers("depth").orElseGet(() -> shapes.blocks("visual.blocks."));
    int positions =
        vision
            .size("num_position_embeddings")
            .orElseGet(() -> shapes.size("visual.pos_embed.weight", 0));
    int side = (int) Math.round(Math.sqrt(positions));
    if ((long) side * side != positions) {
      throw vision.wrong("num_position_embeddings", "a square number");
    }
    int merge = vision.size("spatial_merge_size").orElse(2);
    return new Qwen3Config.Vision(
        depth,
        hidden,
        ModelFiles.heads(vision, hidden, "num_heads", "num_attention_heads"),
        vision
            .size("intermediate_size")
            .orElseGet(() -> shapes.size("visual.blocks.0.mlp.linear_fc1.weight", 0)),
        ModelFiles.channels(vision, shapes.size(patch, 1), "in_channels", "in_chans"),
        vision.size("patch_size").orElseGet(() -> shapes.size(patch, 3)),
        vision.size("temporal_patch_size").orElseGet(() -> shapes.size(patch, 2)),
        merge,
        side,
        deepstack(vision, depth, decoderLayers));
  }

  private static List<Integer> deepstack(ConfigSection vision, int depth, int decoderLayers) {
    String key = "deepstack_visual_indexes";
    Optional<List<Integer>> given = vision.ints(key);
    List<Integer> blocks = given.orElse(DEEPSTACK);
    boolean ascending = true;
    for (int i = 0; i < blocks.size(); i++) {
      ascending &= blocks.get(i) < depth && (i == 0 || blocks.get(i - 1) < blocks.get(i));
    }
    if (!ascending || blocks.size() >= decoderLayers) {
      throw vision.wrong(
          key,
          "ascending blocks from 0 to %d, fewer than the decoder's %d layers"
              .formatted(depth - 1, decoderLayers));
    }
    return blocks;
  }
}
