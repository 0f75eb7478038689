package io.depthlm.common.vlm.checkpoint;

import io.depthlm.common.vlm.checkpoint.CheckpointException.Fault;
import java.util.List;

/** Reads the decoder's part of a configuration. */
record DecoderReader(ConfigSection root, ConfigSection text, TensorShapes shapes) {
  private static final String EMBEDDING = "model.embed_tokens.weight";
  private static final String OUTPUT = "lm_head.weight";
  private static final String LAYER = "model.layers.0.";

  TextConfig read(DecoderDefaults defaults) {
    if (!text.text("hidden_act").orElse("silu").equals("silu")) {
      throw text.unsupported("hidden_act");
    }
    int queryRows = shapes.size(LAYER + "self_attn.q_proj.weight", 0);
    int keyRows = shapes.size(LAYER + "self_attn.k_proj.weight", 0);
    int headDim = headDim(defaults.headDim(), queryRows, keyRows);
    int heads = text.size("num_attention_heads").orElse(queryRows / headDim);
    int kvHeads = text.size("num_key_value_heads").orElse(keyRows / headDim);
    if (headDim % 2 != 0 || heads < 1 || kvHeads < 1 || heads % kvHeads != 0) {
      throw new CheckpointException(
          Fault.CONFIG_INVALID,
          "config.json: %d heads, %d key-value heads, %d wide, do not fit together"
              .formatted(heads, kvHeads, headDim),
          "correct num_attention_heads, num_key_value_heads or head_dim");
    }
    Rope rope = Rope.read(text, defaults.ropeTheta());
    return new TextConfig(
        text.size("hidden_size").orElseGet(() -> shapes.size(LAYER + "self_attn.q_proj.weight", 1)),
        text.layers("num_hidden_layers").orElseGet(() -> shapes.blocks("model.layers.")),
        heads,
        kvHeads,
        headDim,
        text.size("intermediate_size")
            .orElseGet(() -> shapes.size(LAYER + "mlp.gate_proj.weight", 0)),
        vocabulary(),
        text.positive("rms_norm_eps").orElse(defaults.rmsNormEps()),
        rope.theta(),
        defaults.positions() == DecoderDefaults.Positions.ONE
            ? List.of()
            : sections(defaults, rope, headDim),
        defaults.qkvBias(),
        tied(),
        text.size("max_position_embeddings").orElse(defaults.maxPositions()),
        defaults.slidingWindow(),
        defaults.heading());
  }

  private int headDim(int otherwise, int queryRows, int keyRows) {
    if (text.has("head_dim")) {
      return text.size("head_dim").getAsInt();
    }
    if (text.has("num_attention_heads")) {
      return Math.max(1, queryRows / text.size("num_attention_heads").getAsInt());
    }
    if (text.has("num_key_value_heads")) {
      return Math.max(1, keyRows / text.size("num_key_value_heads").getAsInt());
    }
    if (otherwise == 0) {
      throw text.missing("num_attention_heads");
    }
    return otherwise;
  }

  private int vocabulary() {
    return text.size("vocab_size")
        .orElseGet(
            () -> shapes.size(shapes.tensors().containsKey(EMBEDDING) ? EMBEDDING : OUTPUT, 0));
  }

  /**
   * Whether the embedding is also the output layer. If the configuration says so but the files have
   * both, transformers 5.17 ties them only if they are equal; using both gives the same model.
   */
  private boolean tied() {
    boolean says =
        root.flag("tie_word_embeddings").orElse(false)
            || text.flag("tie_word_embeddings").orElse(false);
    boolean both = shapes.tensors().containsKey(EMBEDDING) && shapes.tensors().containsKey(OUTPUT);
    return says && !both;
  }

  private static List<Integer> sections(DecoderDefaults defaults, Rope rope, int headDim) {
    List<Integer> sections = rope.mropeSection();
    if (sections.isEmpty() && headDim == 128) {
      boolean row = defaults.heading().sections() == TextConfig.Sections.IN_A_ROW;
      return row ? List.of(16, 24, 24) : List.of(24, 20, 20);
    }
    if (sections.size() != 3
        || sections.stream().mapToLong(Integer::longValue).sum() != headDim / 2) {
      throw new CheckpointException(
          Fault.CONFIG_INVALID,
          "config.json: mrope_section is %s for heads %d wide".formatted(sections, headDim),
          "it must be three numbers that sum to half the width of a head");
    }
    return sections;
  }
}
