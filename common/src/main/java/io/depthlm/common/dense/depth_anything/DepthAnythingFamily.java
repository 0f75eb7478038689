package io.depthlm.common.dense.depth_anything;

import io.depthlm.common.dense.DepthMap.Quantity;
import io.depthlm.common.dense.depth_anything.DepthAnything.Head;
import io.depthlm.common.dense.hub.Dinov2;
import io.depthlm.common.dense.hub.DptNeck;
import io.depthlm.common.dense.hub.HubFamily;
import io.depthlm.common.dense.hub.TowerOutputs;
import io.depthlm.common.vlm.checkpoint.ConfigSection;
import io.depthlm.common.vlm.checkpoint.TensorShapes;
import java.util.List;

/** {@code DepthAnythingForDepthEstimation}; what is missing is what transformers 5.24 takes. */
public record DepthAnythingFamily() implements HubFamily {
  private static final DptNeck DEFAULT = neck(List.of(48, 96, 192, 384), 64);

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
    List<Integer> outputs = TowerOutputs.read(backbone, tower.layers());
    DptNeck neck = DptNeck.read(root, outputs.size(), DEFAULT);
    return new DepthAnything(
        tower, outputs, backbone.flag("apply_layernorm").orElse(true), neck, head(root, neck));
  }

  private static Head head(ConfigSection root, DptNeck neck) {
    boolean metric =
        switch (root.text("depth_estimation_type").orElse("relative")) {
          case "metric" -> true;
          case "relative" -> false;
          default -> throw root.wrong("depth_estimation_type", "metric or relative");
        };
    return new Head(
        neck.fusionOfHead(root),
        root.size("head_hidden_size").orElse(32),
        root.positive("max_depth").orElse(1),
        metric ? Quantity.Z : Quantity.RELATIVE_INVERSE);
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
        neck(widths, fusion),
        new Head(widths.size() - 1, 32, 20, Quantity.Z));
  }

  private static DptNeck neck(List<Integer> widths, int fusion) {
    return new DptNeck(widths, List.of(4, 2, 1, -2), fusion, DptNeck.Readout.IGNORED);
  }
}
