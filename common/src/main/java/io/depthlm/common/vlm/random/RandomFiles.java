package io.depthlm.common.vlm.random;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.depthlm.common.engine.NumberType;
import io.depthlm.common.vlm.checkpoint.TextConfig;
import io.depthlm.common.vlm.checkpoint.VlmConfig;

/** The JSON files of a random checkpoint, in the layout of version 5. */
public final class RandomFiles {
  private static final ObjectMapper JSON = new ObjectMapper();

  private RandomFiles() {}

  /** {@code config.json}. */
  static ObjectNode config(VlmConfig config, NumberType dtype) {
    ObjectNode root = JSON.createObjectNode();
    root.putArray("architectures").add(config.family().architecture());
    root.put(
        "dtype",
        switch (dtype) {
          case F32 -> "float32";
          case F16 -> "float16";
          case BF16 -> "bfloat16";
        });
    root.put("tie_word_embeddings", config.text().tiedEmbeddings());
    root.put("model_type", config.family().modelType());
    RandomFamily.of(config).config(root, config);
    return root;
  }

  /** The section {@code text_config} with what every decoder has. */
  public static ObjectNode text(ObjectNode root, TextConfig t, String modelType) {
    ObjectNode text =
        root.putObject("text_config")
            .put("model_type", modelType)
            .put("vocab_size", t.vocabSize())
            .put("hidden_size", t.hiddenSize())
            .put("hidden_act", "silu")
            .put("intermediate_size", t.ffnSize())
            .put("num_hidden_layers", t.layers())
            .put("num_attention_heads", t.heads())
            .put("num_key_value_heads", t.kvHeads())
            .put("rms_norm_eps", t.rmsNormEps())
            .put("max_position_embeddings", t.maxPositions());
    text.putObject("rope_parameters").put("rope_theta", t.ropeTheta()).put("rope_type", "default");
    return text;
  }

  /** {@code preprocessor_config.json}: the released limits. */
  static ObjectNode processor(VlmConfig config) {
    RandomFamily family = RandomFamily.of(config);
    ObjectNode node = JSON.createObjectNode();
    node.put("do_resize", true)
        .put("do_rescale", true)
        .put("do_normalize", true)
        .put("do_convert_rgb", true)
        .put("resample", 3)
        .put("rescale_factor", 1 / 255.0);
    String[] names = {"image_mean", "image_std"};
    for (int i = 0; i < names.length; i++) {
      ArrayNode values = node.putArray(names[i]);
      for (double value : family.normalisation()[i]) {
        values.add(value);
      }
    }
    family.processor(node, config);
    return node;
  }

  /** {@code generation_config.json}. */
  static ObjectNode generation(VlmConfig config) {
    return JSON.createObjectNode().put("eos_token_id", config.eosTokenIds().get(0));
  }
}
