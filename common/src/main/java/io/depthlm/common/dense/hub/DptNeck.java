package io.depthlm.common.dense.hub;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.depthlm.common.vlm.checkpoint.ConfigSection;
import io.depthlm.common.vlm.checkpoint.TensorPlan;
import io.depthlm.common.vlm.torch.ScriptArchive;
import java.util.ArrayList;
import java.util.List;

/**
 * The neck of DPT, as transformers 5.24 configures it: states of a tower's layers become levels of
 * several sizes, which are fused from the coarsest on.
 *
 * @param widths of the levels, finest first
 * @param factors of the levels: n grows a level n times, −n shrinks it n times
 * @param fusionSize width of the fused levels
 * @param readout what becomes of a state's first token
 */
public record DptNeck(
    List<Integer> widths, List<Integer> factors, int fusionSize, Readout readout) {
  private static final List<Double> FACTORS = List.of(4.0, 2.0, 1.0, 0.5);

  /** What becomes of the first token of a state. */
  public enum Readout {
    /** It is left out. */
    IGNORED,
    /** It is joined to every other token, and both are projected. */
    PROJECTED
  }

  /**
   * What {@code config.json} says.
   *
   * @param levels how many layers of the tower it reads
   * @param otherwise its widths where the file is silent
   */
  public static DptNeck read(ConfigSection root, int levels, DptNeck otherwise) {
    List<Integer> widths = root.ints("neck_hidden_sizes").orElse(otherwise.widths);
    List<Integer> factors = factors(root);
    if (widths.size() != levels || factors.size() != levels) {
      throw root.wrong(
          "neck_hidden_sizes", "one for each layer that the tower gives, as reassemble_factors");
    }
    if (widths.contains(0)) {
      throw root.wrong("neck_hidden_sizes", "numbers from 1");
    }
    int fusionSize = root.size("fusion_hidden_size").orElse(otherwise.fusionSize);
    if (fusionSize < 2) {
      throw root.wrong("fusion_hidden_size", "at least 2");
    }
    return new DptNeck(widths, factors, fusionSize, otherwise.readout);
  }

  /** Which fused level a head reads by {@code head_in_index}; the last where it is silent. */
  public int fusionOfHead(ConfigSection root) {
    int last = widths.size() - 1;
    int fusion = last;
    if (root.has("head_in_index") && !root.shown("head_in_index").equals("-1")) {
      fusion = root.index("head_in_index").orElse(last);
    }
    if (fusion > last) {
      throw root.wrong("head_in_index", "a number from -1 to " + last);
    }
    return fusion;
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

  /** Its TorchScript. */
  public static String script() {
    return ScriptArchive.resource(DptNeck.class, "dpt.torchscript");
  }

  /**
   * Adds its tensors.
   *
   * @param towerSize width of the tower's states
   */
  public void addTensors(TensorPlan plan, int towerSize) {
    for (int level = 0; level < widths.size(); level++) {
      int width = widths.get(level);
      int factor = factors.get(level);
      String at = "neck.reassemble_stage.layers." + level + ".";
      convolution(plan, at + "projection", width, towerSize, 1);
      if (factor != 1) {
        convolution(plan, at + "resize", width, width, factor > 1 ? factor : 3);
      }
      if (readout == Readout.PROJECTED) {
        String project = "neck.reassemble_stage.readout_projects." + level + ".0";
        plan.linear(project, towerSize, 2L * towerSize);
      }
      plan.put("neck.convs." + level + ".weight", fusionSize, width, 3, 3);
      String fuse = "neck.fusion_stage.layers." + level + ".";
      convolution(plan, fuse + "projection", fusionSize, fusionSize, 1);
      residuals(plan, fuse, fusionSize);
    }
  }

  /** Adds a fusion's two residual units. */
  public static void residuals(TensorPlan plan, String at, int width) {
    for (String unit : List.of("residual_layer1.", "residual_layer2.")) {
      convolution(plan, at + unit + "convolution1", width, width, 3);
      convolution(plan, at + unit + "convolution2", width, width, 3);
    }
  }

  /** Adds a convolution with its bias. */
  public static void convolution(TensorPlan plan, String name, int out, int in, int side) {
    plan.put(name + ".weight", out, in, side, side);
    plan.put(name + ".bias", out);
  }

  /** Writes what it is. */
  public void config(ObjectNode root) {
    ArrayNode factorsNode = root.putArray("reassemble_factors");
    for (int factor : factors) {
      if (factor > 0) {
        factorsNode.add(factor);
      } else {
        factorsNode.add(-1.0 / factor);
      }
    }
    ArrayNode widthsNode = root.putArray("neck_hidden_sizes");
    widths.forEach(widthsNode::add);
    root.put("fusion_hidden_size", fusionSize).put("head_in_index", -1);
  }
}
