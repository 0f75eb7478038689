package io.depthlm.common.vlm.qwen2_5;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.depthlm.common.vlm.checkpoint.ModelFiles;
import io.depthlm.common.vlm.checkpoint.TensorOrder;
import io.depthlm.common.vlm.checkpoint.VlmConfig;
import io.depthlm.common.vlm.family.MergedPatchFamily;
import io.depthlm.common.vlm.model.VisionTower;
import io.depthlm.common.vlm.torch.ScriptArchive;
import io.depthlm.common.vlm.torch.ScriptModule;
import io.depthlm.common.vlm.torch.TensorList;
import java.util.List;

/** Qwen2.5-VL: windowed vision tower with 2×2 merger, multimodal rotary positions. */
public final class QwenFamily extends MergedPatchFamily {
  /** The family; the registry's own instance is another, and equal. */
  public static final QwenFamily INSTANCE = new QwenFamily();

  @Override
  public String label() {
    return "qwen2_5_vl";
  }

  @Override
  public String architecture() {
    return "Qwen2_5_VLForConditionalGeneration";
  }

  @Override
  public String modelType() {
    return "qwen2_5_vl";
  }

  @Override
  public VlmConfig read(ModelFiles files) {
    return QwenReader.read(files);
  }

  @Override
  public List<String> scripts() {
    return List.of(ScriptArchive.resource(QwenFamily.class, "qwen_vision.torchscript"));
  }

  @Override
  public List<TensorOrder.Group> repeated(VlmConfig config) {
    int blocks = ((QwenConfig) config).vision().depth();
    return List.of(TensorOrder.Group.numbered("block", "visual.blocks.", blocks));
  }

  @Override
  public VisionTower tower(VlmConfig config, TensorList weights, ScriptModule script) {
    return new QwenVisionTower(((QwenConfig) config).vision(), weights, script);
  }

  @Override
  public List<String> sizes() {
    return QwenShapes.SIZES;
  }

  @Override
  public VlmConfig shape(String size) {
    return QwenShapes.of(size);
  }

  @Override
  public void config(ObjectNode root, VlmConfig config) {
    super.config(root, config);
    QwenShapes.config(root, (QwenConfig) config);
  }

  @Override
  public void processor(ObjectNode root, VlmConfig config) {
    super.processor(root, config);
    QwenShapes.processor(root, ((QwenConfig) config).vision());
  }
}
