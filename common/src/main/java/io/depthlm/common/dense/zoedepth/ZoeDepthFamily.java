package io.depthlm.common.dense.zoedepth;

import io.depthlm.common.dense.hub.DptNeck;
import io.depthlm.common.dense.hub.HubFamily;
import io.depthlm.common.dense.hub.TowerOutputs;
import io.depthlm.common.dense.zoedepth.MetricHead.Bins;
import io.depthlm.common.dense.zoedepth.MetricHead.Router;
import io.depthlm.common.vlm.checkpoint.ConfigSection;
import io.depthlm.common.vlm.checkpoint.ModelFiles;
import io.depthlm.common.vlm.checkpoint.TensorShapes;
import java.util.List;

/** {@code ZoeDepthForDepthEstimation}; what is missing is what transformers 5.24 takes. */
public record ZoeDepthFamily() implements HubFamily {
  private static final DptNeck DEFAULT = neck(List.of(96, 192, 384, 768), 256);

  @Override
  public String label() {
    return "zoedepth";
  }

  @Override
  public String architecture() {
    return "ZoeDepthForDepthEstimation";
  }

  @Override
  public String modelType() {
    return "zoedepth";
  }

  @Override
  public ZoeDepth read(ConfigSection root, TensorShapes shapes) {
    if (root.has("backbone") || !root.isObject("backbone_config")) {
      throw root.unsupported(root.has("backbone") ? "backbone" : "backbone_config");
    }
    ConfigSection backbone = root.section("backbone_config");
    Beit tower = Beit.read(backbone);
    ModelFiles.require(root, "hidden_act", "gelu", "gelu");
    ModelFiles.require(root, "readout_type", "project", "project");
    for (String key : List.of("use_batch_norm_in_fusion_residual", "add_projection")) {
      if (root.flag(key).orElse(false)) {
        throw root.unsupported(key);
      }
    }
    if (!root.flag("use_bias_in_fusion_residual").orElse(true)) {
      throw root.unsupported("use_bias_in_fusion_residual");
    }
    List<Integer> outputs = TowerOutputs.read(backbone, tower.layers());
    DptNeck neck = DptNeck.read(root, outputs.size(), DEFAULT);
    if (outputs.size() != MetricHead.LEVELS) {
      throw backbone.wrong(
          backbone.has("out_indices") ? "out_indices" : "out_features", "four layers");
    }
    if (root.size("bottleneck_features").orElse(256) != neck.fusionSize()) {
      throw root.wrong("bottleneck_features", "fusion_hidden_size, " + neck.fusionSize());
    }
    return new ZoeDepth(
        tower,
        outputs,
        neck,
        neck.fusionOfHead(root),
        root.size("num_relative_features").orElse(32),
        MetricHead.read(root));
  }

  @Override
  public List<String> sizes() {
    return List.of("tiny", "large");
  }

  @Override
  public ZoeDepth shape(String size) {
    return switch (size) {
      case "tiny" ->
          new ZoeDepth(
              new Beit(4, 64, 2, 128, 6, 16, 1e-12),
              List.of(1, 2, 3, 4),
              neck(List.of(16, 32, 64, 64), 32),
              3,
              8,
              head(16, List.of(new Bins(null, 16, 1e-3, 10)), null));
      case "large" ->
          new ZoeDepth(
              new Beit(24, 1024, 16, 4096, 24, 16, 1e-12),
              List.of(6, 12, 18, 24),
              neck(List.of(256, 512, 1024, 1024), 256),
              3,
              32,
              head(
                  128,
                  List.of(new Bins("nyu", 64, 1e-3, 10), new Bins("kitti", 64, 1e-3, 80)),
                  new Router(1024, 4)));
      default -> throw new IllegalArgumentException(size);
    };
  }

  private static MetricHead head(int embedding, List<Bins> bins, Router router) {
    List<Integer> attractors = router == null ? List.of(16, 8, 4, 1) : List.of(16, 16, 16, 16);
    return new MetricHead(bins, embedding, attractors, false, true, 0.0212, 50, router);
  }

  private static DptNeck neck(List<Integer> widths, int fusion) {
    return new DptNeck(widths, List.of(4, 2, 1, -2), fusion, DptNeck.Readout.PROJECTED);
  }
}
