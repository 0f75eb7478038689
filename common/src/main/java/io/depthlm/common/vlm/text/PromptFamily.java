package io.depthlm.common.vlm.text;

import io.depthlm.common.vlm.checkpoint.Family;
import io.depthlm.common.vlm.checkpoint.VlmConfig;

/** The part of a model family that places images in prompts. */
public interface PromptFamily extends Family {
  /** The family of a model. */
  static PromptFamily of(VlmConfig config) {
    return (PromptFamily) config.family();
  }

  /**
   * The placeholder of an image.
   *
   * @throws io.depthlm.common.vlm.checkpoint.CheckpointException if the tokenizer lacks a token
   */
  ImagePlaceholder placeholder(VlmConfig config, TextFiles files, TextTokenizer tokenizer);
}
