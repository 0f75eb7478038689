package io.depthlm.common.dense.hub;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.depthlm.common.vlm.checkpoint.ConfigSection;
import io.depthlm.common.vlm.checkpoint.ModelFiles;
import io.depthlm.common.vlm.checkpoint.TensorPlan;
import io.depthlm.common.vlm.torch.ScriptArchive;
import java.util.List;

/**
 * A DINOv2 tower, as transformers 5.24 configures it.
 *
 * @param layers blocks
 * @param hiddenSize width of a patch
 * @param heads attention heads
 * @param ffnSize inner width of the feed-forward block
 * @param ffn its kind
 * @param imagePx side of the pictures that the learned positions are of
 * @param patchPx side of a patch
 * @param eps of the norms
 */
public record Dinov2(
    int layers,
    int hiddenSize,
    int heads,
    int ffnSize,
    Ffn ffn,
    int imagePx,
    int patchPx,
    double eps) {
  /** A feed-forward block. */
  public enum Ffn {
    /** Two linear layers with GELU. */
    GELU,
    /** Gated by SiLU. */
    SWIGLU
  }

  /** What a {@code backbone_config} says, with transformers' defaults. */
  public static Dinov2 read(ConfigSection file, int imagePx) {
    ModelFiles.require(file, "model_type", "dinov2", "dinov2");
    ModelFiles.require(file, "hidden_act", "gelu", "gelu");
    if (!file.flag("qkv_bias").orElse(true)) {
      throw file.unsupported("qkv_bias");
    }
    if (file.size("num_channels").orElse(3) != 3) {
      throw file.unsupported("num_channels");
    }
    int hidden = file.size("hidden_size").orElse(768);
    int wide = Math.multiplyExact(hidden, file.size("mlp_ratio").orElse(4));
    Ffn ffn = file.flag("use_swiglu_ffn").orElse(false) ? Ffn.SWIGLU : Ffn.GELU;
    Dinov2 read =
        new Dinov2(
            file.layers("num_hidden_layers").orElse(12),
            hidden,
            file.size("num_attention_heads").orElse(12),
            ffn == Ffn.GELU ? wide : (int) (wide * 2L / 3 + 7) / 8 * 8,
            ffn,
            file.size("image_size").orElse(imagePx),
            file.size("patch_size").orElse(14),
            file.positive("layer_norm_eps").orElse(1e-6));
    if (hidden % read.heads != 0) {
      throw file.wrong("num_attention_heads", "a divisor of hidden_size " + hidden);
    }
    if (read.imagePx < read.patchPx) {
      throw file.wrong("image_size", "at least patch_size " + read.patchPx);
    }
    return read;
  }

  /** The tower's TorchScript. */
  public static String script() {
    return ScriptArchive.resource(Dinov2.class, "dinov2.torchscript");
  }

  /** Adds its tensors under a prefix that ends in a point. */
  public void addTensors(TensorPlan plan, String at) {
    int side = imagePx / patchPx;
    plan.put(at + "embeddings.cls_token", 1, 1, hiddenSize);
    plan.put(at + "embeddings.position_embeddings", 1, (long) side * side + 1, hiddenSize);
    String embed = at + "embeddings.patch_embeddings.projection";
    plan.put(embed + ".weight", hiddenSize, 3, patchPx, patchPx);
    plan.put(embed + ".bias", hiddenSize);
    for (int layer = 0; layer < layers; layer++) {
      String in = at + "encoder.layer." + layer + ".";
      norm(plan, in + "norm1");
      for (String name : List.of("query", "key", "value")) {
        plan.linear(in + "attention.attention." + name, hiddenSize, hiddenSize);
      }
      plan.linear(in + "attention.output.dense", hiddenSize, hiddenSize);
      plan.put(in + "layer_scale1.lambda1", hiddenSize);
      norm(plan, in + "norm2");
      if (ffn == Ffn.GELU) {
        plan.linear(in + "mlp.fc1", ffnSize, hiddenSize);
        plan.linear(in + "mlp.fc2", hiddenSize, ffnSize);
      } else {
        plan.linear(in + "mlp.weights_in", 2L * ffnSize, hiddenSize);
        plan.linear(in + "mlp.weights_out", hiddenSize, ffnSize);
      }
      plan.put(in + "layer_scale2.lambda1", hiddenSize);
    }
    norm(plan, at + "layernorm");
  }

  private void norm(TensorPlan plan, String name) {
    plan.put(name + ".weight", hiddenSize);
    plan.put(name + ".bias", hiddenSize);
  }

  /** Whether a tensor is the tower's mask token, which only its training used. */
  public static boolean isMask(String name) {
    return name.endsWith("embeddings.mask_token");
  }

  /** In one line, for people. */
  public String described() {
    return "DINOv2 of %d layers, width %d, %d heads, patches of %d px"
        .formatted(layers, hiddenSize, heads, patchPx);
  }

  /** Writes what it is. */
  public void config(ObjectNode node, List<Integer> outputs) {
    node.put("model_type", "dinov2")
        .put("hidden_size", hiddenSize)
        .put("num_hidden_layers", layers)
        .put("num_attention_heads", heads)
        .put("mlp_ratio", 4)
        .put("use_swiglu_ffn", ffn == Ffn.SWIGLU)
        .put("image_size", imagePx)
        .put("patch_size", patchPx)
        .put("layer_norm_eps", eps)
        .put("apply_layernorm", true)
        .put("use_mask_token", false)
        .put("reshape_hidden_states", false);
    if (!outputs.isEmpty()) {
      ArrayNode indices = node.putArray("out_indices");
      outputs.forEach(indices::add);
    }
  }
}
