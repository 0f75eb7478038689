package io.depthlm.common.vlm.random;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.depthlm.common.vlm.checkpoint.Family;
import io.depthlm.common.vlm.checkpoint.VlmConfig;
import java.util.List;

/** The part of a model family that describes random checkpoints. */
public interface RandomFamily extends Family {
  /** The family of a model. */
  static RandomFamily of(VlmConfig config) {
    return (RandomFamily) config.family();
  }

  /** The names of the sizes, smallest first. */
  List<String> sizes();

  /** The configuration of a size. */
  VlmConfig shape(String size);

  /**
   * Adds the keys of the family to {@code config.json}, which has architecture, type and tying
   * already.
   */
  void config(ObjectNode root, VlmConfig config);

  /**
   * Adds the keys of the family to {@code preprocessor_config.json}, which has mean and deviation
   * already.
   */
  void processor(ObjectNode root, VlmConfig config);

  /** Mean and deviation that pixels are normalised with: three numbers each. */
  default double[][] normalisation() {
    return new double[][] {
      {0.48145466, 0.4578275, 0.40821073}, {0.26862954, 0.26130258, 0.27577711}
    };
  }

  /** The chat template. */
  String template(RandomCheckpoint.Initial initial);

  /** The special tokens, at the ids that the configuration names. */
  SpecialTokens specials(VlmConfig config);
}
