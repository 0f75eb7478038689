package io.depthlm.common.dense.zoedepth;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.depthlm.common.vlm.checkpoint.ConfigSection;
import io.depthlm.common.vlm.checkpoint.ModelFiles;
import io.depthlm.common.vlm.checkpoint.TensorPlan;
import io.depthlm.common.vlm.torch.ScriptArchive;
import java.util.List;

/**
 * A BEiT tower whose places are biases by distance, learnt in each layer, as transformers 5.24
 * configures it.
 *
 * @param layers blocks
 * @param hiddenSize width of a patch
 * @param heads attention heads
 * @param ffnSize inner width of the feed-forward block
 * @param side of the grid of patches that the biases are of
 * @param patchPx side of a patch
 * @param eps of the norms
 */
record Beit(int layers, int hiddenSize, int heads, int ffnSize, int side, int patchPx, double eps) {
  /** What a {@code backbone_config} says, with transformers' defaults. */
  static Beit read(ConfigSection file) {
    ModelFiles.require(file, "model_type", "beit", "beit");
    ModelFiles.require(file, "hidden_act", "gelu", "gelu");
    if (!file.flag("use_relative_position_bias").orElse(false)) {
      throw file.unsupported("use_relative_position_bias");
    }
    for (String key :
        List.of(
            "use_absolute_position_embeddings", "use_shared_relative_position_bias", "add_fpn")) {
      if (file.flag(key).orElse(false)) {
        throw file.unsupported(key);
      }
    }
    if (file.flag("reshape_hidden_states").orElse(true)) {
      throw file.unsupported("reshape_hidden_states");
    }
    if (file.size("num_channels").orElse(3) != 3) {
      throw file.unsupported("num_channels");
    }
    if (file.has("layer_scale_init_value")
        && file.shown("layer_scale_init_value").matches("0|0.0")) {
      throw file.unsupported("layer_scale_init_value");
    }
    int patch = file.size("patch_size").orElse(16);
    int image = file.size("image_size").orElse(224);
    if (image < patch) {
      throw file.wrong("image_size", "at least patch_size " + patch);
    }
    Beit read =
        new Beit(
            file.layers("num_hidden_layers").orElse(12),
            file.size("hidden_size").orElse(768),
            file.size("num_attention_heads").orElse(12),
            file.size("intermediate_size").orElse(3072),
            image / patch,
            patch,
            file.positive("layer_norm_eps").orElse(1e-12));
    if (read.hiddenSize % read.heads != 0) {
      throw file.wrong("num_attention_heads", "a divisor of hidden_size " + read.hiddenSize);
    }
    return read;
  }

  /** Its TorchScript. */
  static String script() {
    return ScriptArchive.resource(Beit.class, "beit.torchscript");
  }

  /** Whether a tensor is one that only its training used, or that is computed. */
  static boolean isUnused(String name) {
    return name.equals("backbone.embeddings.mask_token")
        || name.startsWith("backbone.layernorm.")
        || name.contains("relative_position_index");
  }

  void addTensors(TensorPlan plan) {
    plan.put("backbone.embeddings.cls_token", 1, 1, hiddenSize);
    String embed = "backbone.embeddings.patch_embeddings.projection";
    plan.put(embed + ".weight", hiddenSize, 3, patchPx, patchPx);
    plan.put(embed + ".bias", hiddenSize);
    long reach = 2L * side - 1;
    for (int layer = 0; layer < layers; layer++) {
      String in = "backbone.encoder.layer." + layer + ".";
      norm(plan, in + "layernorm_before");
      String attention = in + "attention.attention.";
      plan.linear(attention + "query", hiddenSize, hiddenSize);
      plan.put(attention + "key.weight", hiddenSize, hiddenSize);
      plan.linear(attention + "value", hiddenSize, hiddenSize);
      plan.put(
          attention + "relative_position_bias.relative_position_bias_table",
          reach * reach + 3,
          heads);
      plan.linear(in + "attention.output.dense", hiddenSize, hiddenSize);
      plan.put(in + "lambda_1", hiddenSize);
      norm(plan, in + "layernorm_after");
      plan.linear(in + "intermediate.dense", ffnSize, hiddenSize);
      plan.linear(in + "output.dense", hiddenSize, ffnSize);
      plan.put(in + "lambda_2", hiddenSize);
    }
  }

  private void norm(TensorPlan plan, String name) {
    plan.put(name + ".weight", hiddenSize);
    plan.put(name + ".bias", hiddenSize);
  }

  /**
   * Which bias each pair of tokens has, in a table for a grid of this size: one for each distance
   * along both axes, then from the first token, to it, and of it to itself.
   *
   * @return [(1 + rows · columns)²], row by row
   */
  static long[] distances(int rows, int columns) {
    int tokens = Math.addExact(1, Math.multiplyExact(rows, columns));
    int reach = 2 * columns - 1;
    long first = (2L * rows - 1) * reach;
    long[] distances = new long[Math.multiplyExact(tokens, tokens)];
    for (int from = 0; from < tokens; from++) {
      for (int to = 0; to < tokens; to++) {
        int down = (from - 1) / columns - (to - 1) / columns + rows - 1;
        int right = (from - 1) % columns - (to - 1) % columns + columns - 1;
        long index = (long) down * reach + right;
        if (from == 0) {
          index = to == 0 ? first + 2 : first;
        } else if (to == 0) {
          index = first + 1;
        }
        distances[from * tokens + to] = index;
      }
    }
    return distances;
  }

  /** In one line, for people. */
  String described() {
    return "BEiT of %d layers, width %d, %d heads, patches of %d px"
        .formatted(layers, hiddenSize, heads, patchPx);
  }

  /** Writes what it is. */
  void config(ObjectNode node, List<Integer> outputs) {
    node.put("model_type", "beit")
        .put("hidden_size", hiddenSize)
        .put("num_hidden_layers", layers)
        .put("num_attention_heads", heads)
        .put("intermediate_size", ffnSize)
        .put("image_size", side * patchPx)
        .put("patch_size", patchPx)
        .put("layer_norm_eps", eps)
        .put("use_relative_position_bias", true)
        .put("use_mask_token", false)
        .put("reshape_hidden_states", false);
    ArrayNode indices = node.putArray("out_indices");
    outputs.forEach(indices::add);
  }
}
