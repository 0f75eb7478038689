package io.depthlm.common.vlm.qwen3_vl;

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
import java.util.ArrayList;
import java.util.List;

/** Qwen3-VL: learned positions, deepstack, normed heads, interleaved rotary positions. */
public final class Qwen3Family implements ModelFamily {
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
  public List<String> towers() {
    return List.of("visual.");
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

  @Override
  public VlmConfig read(ModelFiles files) {
    return Qwen3Reader.read(files);
  }

  @Override
  public ImageProcessor processor(ConfigSection file, VlmConfig config) {
    Qwen3Config.Vision vision = ((Qwen3Config) config).vision();
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
  public TextPositions positions(Prompt prompt, VlmConfig config) {
    int merge = ((Qwen3Config) config).vision().mergeSize();
    return TextPositions.ofGrids(prompt, config.imageTokenId(), merge);
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
    Qwen3Shapes.config(root, (Qwen3Config) config);
  }

  @Override
  public void processor(ObjectNode root, VlmConfig config) {
    Qwen3Shapes.processor(root, ((Qwen3Config) config).vision());
  }

  @Override
  public double[][] normalisation() {
    return new double[][] {{0.5, 0.5, 0.5}, {0.5, 0.5, 0.5}};
  }

  @Override
  public String template(RandomCheckpoint.Initial initial) {
    return Templates.chatMl(initial);
  }

  @Override
  public SpecialTokens specials(VlmConfig config) {
    Qwen3Config qwen = (Qwen3Config) config;
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
    return other instanceof Qwen3Family;
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
