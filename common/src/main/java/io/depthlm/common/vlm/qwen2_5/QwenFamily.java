package io.depthlm.common.vlm.qwen2_5;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.depthlm.common.vlm.checkpoint.ConfigSection;
import io.depthlm.common.vlm.checkpoint.ModelFiles;
import io.depthlm.common.vlm.checkpoint.TensorOrder;
import io.depthlm.common.vlm.checkpoint.VlmConfig;
import io.depthlm.common.vlm.family.ModelFamily;
import io.depthlm.common.vlm.image.ImageProcessor;
import io.depthlm.common.vlm.image.ProcessorFile;
import io.depthlm.common.vlm.image.Sizing;
import io.depthlm.common.vlm.model.Prompt;
import io.depthlm.common.vlm.model.TextPositions;
import io.depthlm.common.vlm.model.VisionTower;
import io.depthlm.common.vlm.random.RandomCheckpoint;
import io.depthlm.common.vlm.random.SpecialTokens;
import io.depthlm.common.vlm.random.Templates;
import io.depthlm.common.vlm.text.ImagePlaceholder;
import io.depthlm.common.vlm.text.TextFiles;
import io.depthlm.common.vlm.text.TextTokenizer;
import io.depthlm.common.vlm.torch.ScriptArchive;
import io.depthlm.common.vlm.torch.ScriptModule;
import io.depthlm.common.vlm.torch.TensorList;
import java.util.List;

/** Qwen2.5-VL: windowed vision tower with 2×2 merger, multimodal rotary positions. */
public final class QwenFamily implements ModelFamily {
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
  public List<String> towers() {
    return List.of("visual.");
  }

  @Override
  public VlmConfig read(ModelFiles files) {
    return QwenReader.read(files);
  }

  @Override
  public ImageProcessor processor(ConfigSection file, VlmConfig config) {
    QwenConfig.Vision vision = ((QwenConfig) config).vision();
    int patch = ProcessorFile.agree(file, "patch_size", vision.patchPx(), 14);
    int merge = ProcessorFile.agree(file, "merge_size", vision.mergeSize(), 2);
    int temporal = ProcessorFile.agree(file, "temporal_patch_size", vision.temporalPatch(), 2);
    Sizing sizing = ProcessorFile.smartSizing(file, patch * merge, 56 * 56, 28 * 28 * 1280);
    return new ImageProcessor(sizing, ProcessorFile.values(file), patch, merge, temporal);
  }

  @Override
  public ImagePlaceholder placeholder(VlmConfig config, TextFiles files, TextTokenizer tokenizer) {
    return new ImagePlaceholder.Run(config.imageTokenId());
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
  public TextPositions positions(Prompt prompt, VlmConfig config) {
    int merge = ((QwenConfig) config).vision().mergeSize();
    return TextPositions.ofGrids(prompt, config.imageTokenId(), merge);
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
    QwenShapes.config(root, (QwenConfig) config);
  }

  @Override
  public void processor(ObjectNode root, VlmConfig config) {
    QwenShapes.processor(root, ((QwenConfig) config).vision());
  }

  @Override
  public String template(RandomCheckpoint.Initial initial) {
    return Templates.chatMl(initial);
  }

  @Override
  public SpecialTokens specials(VlmConfig config) {
    QwenConfig qwen = (QwenConfig) config;
    return SpecialTokens.chatMl(
        new SpecialTokens.ChatMlIds(
            qwen.imageTokenId(),
            qwen.videoTokenId(),
            qwen.visionStartTokenId(),
            qwen.visionEndTokenId(),
            qwen.eosTokenIds().get(0)));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof QwenFamily;
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
