package io.depthlm.common.vlm.checkpoint;

import java.util.List;

/**
 * The complete configuration of a model: keys that {@code config.json} does not have are derived or
 * have defaults.
 */
public interface VlmConfig {
  /** The family of the model. */
  Family family();

  /** The decoder. */
  TextConfig text();

  /** The token that image features replace. */
  int imageTokenId();

  /** The tokens that end an answer: of {@code generation_config.json}, else of the decoder. */
  List<Integer> eosTokenIds();

  /** The size of the vision tower. */
  VisionSize visionSize();

  /** Adds the tensors of the vision tower and the projector, in the order of use. */
  void addVision(TensorPlan plan);

  /** The same model with other numbers of layers. */
  VlmConfig withLayers(int textLayers, int visionLayers);

  /**
   * A vision tower in numbers.
   *
   * @param layers transformer layers
   * @param hiddenSize width of a patch
   * @param ffnSize inner width of the feed-forward block
   * @param described the tower in one line of text
   */
  record VisionSize(int layers, int hiddenSize, int ffnSize, String described) {}
}
