package io.depthlm.common.dense.depthvlm;

import io.depthlm.common.dense.hub.DptNeck;
import io.depthlm.common.vlm.checkpoint.Checkpoint;
import io.depthlm.common.vlm.checkpoint.CheckpointException;
import io.depthlm.common.vlm.checkpoint.CheckpointException.Fault;
import io.depthlm.common.vlm.checkpoint.ConfigSection;
import io.depthlm.common.vlm.checkpoint.JsonFile;
import io.depthlm.common.vlm.checkpoint.TensorEntry;
import io.depthlm.common.vlm.checkpoint.TensorFiles;
import io.depthlm.common.vlm.checkpoint.TensorPlan;
import io.depthlm.common.vlm.checkpoint.TensorShapes;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.IntStream;

/**
 * DepthVLM's head in a checkpoint folder: a DPT over three layers of the vision tower that the
 * decoder reads too, and the decoder's last states. Its widths follow from the tensors, as
 * DepthVLM's configuration does not name them.
 *
 * @param tokenSize width of a token
 * @param widths of the four levels, finest first
 * @param fusionSize width of the fused levels
 */
record DepthHead(int tokenSize, List<Integer> widths, int fusionSize) {
  static final String AT = "depth_head.";

  /** Layers of the vision tower that it reads. */
  static final int TOWER_LAYERS = 3;

  private static final int LEVELS = 4;
  private static final int HIDDEN_SIZE = 32;

  /** Whether a folder's files hold such a head. */
  static boolean isIn(SortedMap<String, TensorEntry> tensors) {
    return tensors.keySet().stream().anyMatch(name -> name.startsWith(AT));
  }

  /**
   * The head's tensors in a folder.
   *
   * @throws CheckpointException if it has none, or another
   */
  static SortedMap<String, TensorEntry> tensors(Path folder, Checkpoint checkpoint) {
    SortedMap<String, TensorEntry> tensors = TensorFiles.read(folder);
    if (!isIn(tensors)) {
      throw new CheckpointException(
          Fault.TENSOR_MISSING,
          "%s has no depth head: no tensor begins with %s".formatted(folder, AT),
          "use a checkpoint of DepthVLM, or engine = vlm for a model that answers in words");
    }
    tensors.keySet().removeIf(name -> !name.startsWith(AT));
    ConfigSection root =
        new ConfigSection("config.json", JsonFile.read(folder.resolve("config.json")));
    if (!root.text("depth_head_type").orElse("dpt").equals("dpt")) {
      throw root.unsupported("depth_head_type");
    }
    long layers =
        checkpoint.tensors().keySet().stream()
            .filter(name -> name.matches("visual\\.deepstack_merger_list\\.\\d+\\.norm\\.weight"))
            .count();
    if (layers != TOWER_LAYERS) {
      throw root.section("vision_config")
          .wrong("deepstack_visual_indexes", "three layers, which the depth head reads");
    }
    DepthHead head = of(new TensorShapes(tensors), checkpoint.config().text().hiddenSize());
    TensorPlan plan = new TensorPlan();
    head.addTensors(plan);
    plan.check("DepthVLM's head", name -> false, tensors);
    return tensors;
  }

  private static DepthHead of(TensorShapes shapes, int tokenSize) {
    List<Integer> widths =
        IntStream.range(0, LEVELS)
            .mapToObj(level -> shapes.size(AT + "projects." + level + ".weight", 0))
            .toList();
    return new DepthHead(tokenSize, widths, shapes.size(AT + "scratch.layer1_rn.weight", 0));
  }

  /** Adds its tensors. */
  void addTensors(TensorPlan plan) {
    plan.put(AT + "norm.weight", tokenSize);
    plan.put(AT + "norm.bias", tokenSize);
    for (int level = 0; level < LEVELS; level++) {
      int width = widths.get(level);
      DptNeck.convolution(plan, AT + "projects." + level, width, tokenSize, 1);
      if (level < TOWER_LAYERS) {
        DptNeck.convolution(plan, AT + "resize_layers." + level, width, width, 8 >> level);
      }
      String scratch = AT + "scratch.";
      plan.put(scratch + "layer" + (level + 1) + "_rn.weight", fusionSize, width, 3, 3);
      String fusion = scratch + "refinenet" + (level + 1) + ".";
      DptNeck.convolution(plan, fusion + "out_conv", fusionSize, fusionSize, 1);
      for (int unit = level < TOWER_LAYERS ? 1 : 2; unit <= 2; unit++) {
        String at = fusion + "resConfUnit" + unit + ".";
        DptNeck.convolution(plan, at + "conv1", fusionSize, fusionSize, 3);
        DptNeck.convolution(plan, at + "conv2", fusionSize, fusionSize, 3);
      }
    }
    String out = AT + "scratch.output_conv";
    DptNeck.convolution(plan, out + "1", fusionSize / 2, fusionSize, 3);
    DptNeck.convolution(plan, out + "2.0", HIDDEN_SIZE, fusionSize / 2, 3);
    DptNeck.convolution(plan, out + "2.2", 1, HIDDEN_SIZE, 1);
  }
}
