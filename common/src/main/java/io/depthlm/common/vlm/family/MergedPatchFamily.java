package io.depthlm.common.vlm.family;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.depthlm.common.vlm.checkpoint.ConfigSection;
import io.depthlm.common.vlm.checkpoint.VlmConfig;
import io.depthlm.common.vlm.image.ImageProcessor;
import io.depthlm.common.vlm.image.ProcessorFile;
import io.depthlm.common.vlm.image.Sizing;
import io.depthlm.common.vlm.model.Prompt;
import io.depthlm.common.vlm.model.TextPositions;
import io.depthlm.common.vlm.random.RandomCheckpoint;
import io.depthlm.common.vlm.random.SpecialTokens;
import io.depthlm.common.vlm.random.Templates;
import io.depthlm.common.vlm.text.ImagePlaceholder;
import io.depthlm.common.vlm.text.TextFiles;
import io.depthlm.common.vlm.text.TextTokenizer;
import java.util.List;

/**
 * The common part of Qwen's families: the vision tower merges squares of patches into tokens, an
 * image in a ChatML prompt is a run of one token, and positions have the axes time, row and column.
 * Configurations are {@link MergedPatches}.
 */
public abstract class MergedPatchFamily implements ModelFamily {
  private static MergedPatches merged(VlmConfig config) {
    return (MergedPatches) config;
  }

  @Override
  public List<String> towers() {
    return List.of("visual.");
  }

  @Override
  public ImageProcessor processor(ConfigSection file, VlmConfig config) {
    int patch = ProcessorFile.agree(file, "patch_size", merged(config).patchPx(), 14);
    int merge = ProcessorFile.agree(file, "merge_size", merged(config).mergeSize(), 2);
    int temporal =
        ProcessorFile.agree(file, "temporal_patch_size", merged(config).temporalPatch(), 2);
    Sizing sizing = ProcessorFile.smartSizing(file, patch * merge, 56 * 56, 28 * 28 * 1280);
    return new ImageProcessor(sizing, ProcessorFile.values(file), patch, merge, temporal);
  }

  @Override
  public ImagePlaceholder placeholder(VlmConfig config, TextFiles files, TextTokenizer tokenizer) {
    return new ImagePlaceholder.Run(config.imageTokenId());
  }

  @Override
  public TextPositions positions(Prompt prompt, VlmConfig config) {
    return TextPositions.ofGrids(prompt, config.imageTokenId(), merged(config).mergeSize());
  }

  @Override
  public void config(ObjectNode root, VlmConfig config) {
    merged(config).tokens().write(root);
  }

  @Override
  public void processor(ObjectNode root, VlmConfig config) {
    root.put("image_processor_type", "Qwen2VLImageProcessor")
        .put("patch_size", merged(config).patchPx())
        .put("temporal_patch_size", merged(config).temporalPatch())
        .put("merge_size", merged(config).mergeSize());
  }

  @Override
  public String template(RandomCheckpoint.Initial initial) {
    return Templates.chatMl(initial);
  }

  @Override
  public SpecialTokens specials(VlmConfig config) {
    return SpecialTokens.chatMl(merged(config).tokens());
  }

  /** A family has no state: the registry's instance and any other are equal. */
  @Override
  public boolean equals(Object other) {
    return other != null && other.getClass() == getClass();
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
