package io.depthlm.common.dense.depth_anything;

import io.depthlm.common.dense.DepthMap.Quantity;
import io.depthlm.common.dense.depth_anything.DepthAnything.Head;
import io.depthlm.common.dense.depth_anything.DepthAnything.Neck;
import io.depthlm.common.dense.hub.Dinov2;
import io.depthlm.common.dense.hub.HubFamily;
import io.depthlm.common.vlm.checkpoint.ConfigSection;
import io.depthlm.common.vlm.checkpoint.TensorShapes;
import java.util.ArrayList;
import java.util.List;

/** {@code DepthAnythingForDepthEstimation}; what is missing is what transformers 5.24 takes. */
public final class DepthAnythingFamily implements HubFamily {
  /** The family; the registry's own instance is another, and equal. */
  static final DepthAnythingFamily INSTANCE = new DepthAnythingFamily();

  private static final List<Double> FACTORS = List.of(4.0, 2.0, 1.0, 0.5);

  @Override
  public String label() {
    return "depth_anything";
  }

  @Override
  public String architecture() {
    return "DepthAnythingForDepthEstimation";
  }

  @Override
  public String modelType() {
    return "depth_anything";
  }

  @Override
  public DepthAnything read(ConfigSection root, TensorShapes shapes) {
    ConfigSection backbone = root.section("backbone_config");
    if (root.has("backbone") || !root.isObject("backbone_config")) {
      throw root.unsupported(root.has("backbone") ? "backbone" : "backbone_config");
    }
    if (backbone.flag("reshape_hidden_states").orElse(true)) {
      throw backbone.unsupported("reshape_hidden_states");
    }
    Dinov2 tower = Dinov2.read(backbone, 224);
    if (root.size("patch_size").orElse(14) != tower.patchPx()) {
      throw root.wrong("patch_size", "that of backbone_config, " + tower.patchPx());
    }
    if (root.size("reassemble_hidden_size").orElse(384) != tower.hiddenSize()) {
      throw root.wrong("reassemble_hidden_size", "the backbone's " + tower.hiddenSize());
    }
    List<Integer> outputs = tower.outputs(backbone);
    List<Integer> widths = root.ints("neck_hidden_sizes").orElse(List.of(48, 96, 192, 384));
    List<Integer> factors = factors(root);
    if (widths.size() != outputs.size() || factors.size() != outputs.size()) {
      throw root.wrong("neck_hidden_sizes", "one for each layer of out_indices, as its factors");
    }
    if (widths.contains(0)) {
      throw root.wrong("neck_hidden_sizes", "numbers from 1");
    }
    Neck neck = new Neck(widths, factors, root.size("fusion_hidden_size").orElse(64));
    return new DepthAnything(
        tower, outputs, backbone.flag("apply_layernorm").orElse(true), neck, head(root, neck));
  }

  private static Head head(ConfigSection root, Neck neck) {
    boolean metric =
        switch (root.text("depth_estimation_type").orElse("relative")) {
          case "metric" -> true;
          case "relative" -> false;
          default -> throw root.wrong("depth_estimation_type", "metric or relative");
        };
    int last = neck.widths().size() - 1;
    int fusion = last;
    if (root.has("head_in_index") && !root.shown("head_in_index").equals("-1")) {
      fusion = root.index("head_in_index").orElse(last);
    }
    if (fusion > last) {
      throw root.wrong("head_in_index", "a number from -1 to " + last);
    }
    if (neck.fusionSize() < 2) {
      throw root.wrong("fusion_hidden_size", "at least 2");
    }
    return new Head(
        fusion,
        root.size("head_hidden_size").orElse(32),
        root.positive("max_depth").orElse(1),
        metric ? Quantity.Z : Quantity.RELATIVE_INVERSE);
  }

  private static List<Integer> factors(ConfigSection root) {
    List<Integer> factors = new ArrayList<>();
    for (double factor : root.numbers("reassemble_factors").orElse(FACTORS)) {
      double times = factor < 1 && factor > 0 ? (int) (1 / factor) : factor;
      if (!(times >= 1 && times <= 64 && times == Math.rint(times))) {
        throw root.wrong("reassemble_factors", "whole numbers or their inverses, up to 64");
      }
      factors.add((int) (factor < 1 ? -times : times));
    }
    return factors;
  }

  @Override
  public List<String> sizes() {
    return List.of("tiny", "small", "base", "large");
  }

  @Override
  public DepthAnything shape(String size) {
    return switch (size) {
      case "tiny" -> of(4, 64, 2, List.of(1, 2, 3, 4), List.of(16, 32, 64, 64), 32, 70);
      case "small" -> of(12, 384, 6, List.of(3, 6, 9, 12), List.of(48, 96, 192, 384), 64, 518);
      case "base" -> of(12, 768, 12, List.of(3, 6, 9, 12), List.of(96, 192, 384, 768), 128, 518);
      case "large" ->
          of(24, 1024, 16, List.of(5, 12, 18, 24), List.of(256, 512, 1024, 1024), 256, 518);
      default -> throw new IllegalArgumentException(size);
    };
  }

  private static DepthAnything of(
      int layers,
      int hidden,
      int heads,
      List<Integer> outputs,
      List<Integer> widths,
      int fusion,
      int imagePx) {
    return new DepthAnything(
        new Dinov2(layers, hidden, heads, 4 * hidden, Dinov2.Ffn.GELU, imagePx, 14, 1e-6),
        outputs,
        true,
        new Neck(widths, List.of(4, 2, 1, -2), fusion),
        new Head(widths.size() - 1, 32, 20, Quantity.Z));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DepthAnythingFamily;
  }

  @Override
  public int hashCode() {
    return label().hashCode();
  }

  @Override
  public String toString() {
    return label();
  }
}
