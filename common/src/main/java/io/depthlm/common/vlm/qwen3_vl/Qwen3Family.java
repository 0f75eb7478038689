package io.depthlm.common.vlm.qwen3_vl;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.depthlm.common.vlm.checkpoint.ModelFiles;
import io.depthlm.common.vlm.checkpoint.TensorOrder;
import io.depthlm.common.vlm.checkpoint.VlmConfig;
import io.depthlm.common.vlm.family.MergedPatchFamily;
import io.depthlm.common.vlm.model.VisionTower;
import io.depthlm.common.vlm.torch.ScriptArchive;
import io.depthlm.common.vlm.torch.ScriptModule;
import io.depthlm.common.vlm.torch.TensorList;
import java.util.ArrayList;
import java.util.List;

/** Qwen3-VL: learned positions, deepstack, normed heads, interleaved rotary positions. */
public final class Qwen3Family extends MergedPatchFamily {
  /** The family; the registry's own instance is another, and equal. */
  public static final Qwen3Family INSTANCE = new Qwen3Family();

  @Override
  public String label() {
    return "qwen3_vl";
  }

  @Override
  public String architecture() {
    return "Qwen3VLForConditionalGeneration";
  }

  @Override
  public String modelType() {
    return "qwen3_vl";
  }

  @Override
  public String nameInFile(String canonical) {
    if (canonical.startsWith("visual.")) {
      return "model." + canonical;
    }
    return canonical.startsWith("model.")
        ? "model.language_model." + canonical.substring("model.".length())
        : canonical;
  }

  /** DepthVLM's head. */
  @Override
  public boolean isBeside(String canonical) {
    return canonical.startsWith("depth_head.");
  }

  @Override
  public VlmConfig read(ModelFiles files) {
    return Qwen3Reader.read(files);
  }

  @Override
  public List<String> scripts() {
    return List.of(ScriptArchive.resource(Qwen3Family.class, "qwen3_vision.torchscript"));
  }

  @Override
  public List<TensorOrder.Group> repeated(VlmConfig config) {
    Qwen3Config.Vision vision = ((Qwen3Config) config).vision();
    List<String> mergers = new ArrayList<>(List.of("visual.merger."));
    for (int i = 0; i < vision.deepstackBlocks().size(); i++) {
      mergers.add("visual.deepstack_merger_list." + i + ".");
    }
    return List.of(
        TensorOrder.Group.numbered("block", "visual.blocks.", vision.depth()),
        new TensorOrder.Group("merger", mergers));
  }

  @Override
  public VisionTower tower(VlmConfig config, TensorList weights, ScriptModule script) {
    return new Qwen3VisionTower(((Qwen3Config) config).vision(), weights, script);
  }

  @Override
  public List<String> sizes() {
    return Qwen3Shapes.SIZES;
  }

  @Override
  public VlmConfig shape(String size) {
    return Qwen3Shapes.of(size);
  }

  @Override
  public void config(ObjectNode root, VlmConfig config) {
    super.config(root, config);
    Qwen3Shapes.config(root, (Qwen3Config) config);
  }

  @Override
  public void processor(ObjectNode root, VlmConfig config) {
    super.processor(root, config);
    Qwen3Shapes.processor(root, ((Qwen3Config) config).vision());
  }

  @Override
  public double[][] normalisation() {
    return new double[][] {{0.5, 0.5, 0.5}, {0.5, 0.5, 0.5}};
  }
}
