package io.depthlm.common.dense.depth_pro;

import io.depthlm.common.dense.depth_pro.DepthPro.Pyramid;
import io.depthlm.common.dense.hub.Dinov2;
import io.depthlm.common.dense.hub.HubFamily;
import io.depthlm.common.vlm.checkpoint.ConfigSection;
import io.depthlm.common.vlm.checkpoint.TensorShapes;
import java.util.List;

/** {@code DepthProForDepthEstimation}; what is missing is what transformers 5.24 takes. */
public record DepthProFamily() implements HubFamily {
  private static final int MAX_HEAD_LAYERS = 16;

  @Override
  public String label() {
    return "depth_pro";
  }

  @Override
  public String architecture() {
    return "DepthProForDepthEstimation";
  }

  @Override
  public String modelType() {
    return "depth_pro";
  }

  @Override
  public DepthPro read(ConfigSection root, TensorShapes shapes) {
    if (root.flag("use_batch_norm_in_fusion_residual").orElse(false)) {
      throw root.unsupported("use_batch_norm_in_fusion_residual");
    }
    if (!root.flag("use_bias_in_fusion_residual").orElse(true)) {
      throw root.unsupported("use_bias_in_fusion_residual");
    }
    int side = root.size("patch_size").orElse(384);
    Dinov2 patches = tower(root, "patch_model_config", side);
    Dinov2 picture = tower(root, "image_model_config", side);
    boolean viewed = root.flag("use_fov_model").orElse(false);
    Dinov2 view = viewed ? tower(root, "fov_model_config", side) : null;
    int fusion = root.size("fusion_hidden_size").orElse(256);
    int headLayers = root.index("num_fov_head_layers").orElse(2);
    if (fusion < 2 || headLayers > MAX_HEAD_LAYERS || fusion >> headLayers == 0) {
      throw root.wrong("fusion_hidden_size", "at least 2, and 2 to the power num_fov_head_layers");
    }
    return new DepthPro(
        side, patches, picture, view, pyramid(root, patches), fusion, viewed ? headLayers : 0);
  }

  /** A tower; as in transformers, its pictures have the side of a patch whatever its file says. */
  private static Dinov2 tower(ConfigSection root, String key, int side) {
    Dinov2 read = Dinov2.read(root.section(key), side);
    if (side < read.patchPx()) {
      throw root.wrong("patch_size", "at least the %d of %s".formatted(read.patchPx(), key));
    }
    return new Dinov2(
        read.layers(),
        read.hiddenSize(),
        read.heads(),
        read.ffnSize(),
        read.ffn(),
        side,
        read.patchPx(),
        read.eps());
  }

  private static Pyramid pyramid(ConfigSection root, Dinov2 tower) {
    Pyramid read =
        new Pyramid(
            root.numbers("scaled_images_ratios").orElse(List.of(0.25, 0.5, 1.0)),
            root.numbers("scaled_images_overlap_ratios").orElse(List.of(0.0, 0.5, 0.25)),
            root.ints("scaled_images_feature_dims").orElse(List.of(1024, 1024, 512)),
            root.ints("intermediate_hook_ids").orElse(List.of(11, 5)),
            root.ints("intermediate_feature_dims").orElse(List.of(256, 256)),
            root.index("merge_padding_value").orElse(3));
    List<Double> ratios = read.ratios();
    if (ratios.isEmpty()
        || !ratios.stream().allMatch(ratio -> ratio > 0 && ratio <= 1)
        || !ratios.equals(ratios.stream().sorted().toList())) {
      throw root.wrong("scaled_images_ratios", "ascending numbers above 0, up to 1");
    }
    if (read.overlaps().size() != ratios.size()
        || !read.overlaps().stream().allMatch(overlap -> overlap >= 0 && overlap < 1)) {
      throw root.wrong("scaled_images_overlap_ratios", "a number from 0 to 1 for each ratio");
    }
    if (read.widths().size() != ratios.size() || read.widths().contains(0)) {
      throw root.wrong("scaled_images_feature_dims", "a width for each ratio");
    }
    if (!read.hooks().stream().allMatch(hook -> hook < tower.layers())) {
      throw root.wrong(
          "intermediate_hook_ids", "layers from 0 to %d".formatted(tower.layers() - 1));
    }
    if (read.hookWidths().size() != read.hooks().size() || read.hookWidths().contains(0)) {
      throw root.wrong("intermediate_feature_dims", "a width for each of intermediate_hook_ids");
    }
    return read;
  }

  @Override
  public List<String> sizes() {
    return List.of("tiny", "large");
  }

  @Override
  public DepthPro shape(String size) {
    return switch (size) {
      case "tiny" -> {
        Dinov2 tower = new Dinov2(2, 64, 2, 256, Dinov2.Ffn.GELU, 64, 16, 1e-6);
        yield new DepthPro(64, tower, tower, tower, pyramid(64, 32, List.of(1, 0), 1), 32, 1);
      }
      case "large" -> {
        Dinov2 tower = new Dinov2(24, 1024, 16, 4096, Dinov2.Ffn.GELU, 384, 16, 1e-6);
        yield new DepthPro(384, tower, tower, tower, pyramid(1024, 256, List.of(11, 5), 3), 256, 2);
      }
      default -> throw new IllegalArgumentException(size);
    };
  }

  private static Pyramid pyramid(int width, int fusion, List<Integer> hooks, int overlapTokens) {
    return new Pyramid(
        List.of(0.25, 0.5, 1.0),
        List.of(0.0, 0.5, 0.25),
        List.of(width, width, width / 2),
        hooks,
        List.of(fusion, fusion),
        overlapTokens);
  }
}
