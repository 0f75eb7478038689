package io.depthlm.common.vlm.random;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.depthlm.common.vlm.checkpoint.Family;
import io.depthlm.common.vlm.checkpoint.VlmConfig;
import java.util.List;

/** What a random checkpoint of a family is made of. */
public interface RandomFamily extends Family {
  /** The family of a model. */
  static RandomFamily of(VlmConfig config) {
    return (RandomFamily) config.family();
  }

  /** Names of sizes, smallest first. */
  List<String> sizes();

  /** The model of one of those sizes. */
  VlmConfig shape(String size);

  /** Adds to {@code config.json} what the family has beside architecture, type and tying. */
  void config(ObjectNode root, VlmConfig config);

  /** Adds to {@code preprocessor_config.json} what the family has beside mean and deviation. */
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
