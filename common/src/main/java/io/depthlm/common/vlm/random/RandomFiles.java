package io.depthlm.common.vlm.random;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.depthlm.common.vlm.checkpoint.PixtralConfig;
import io.depthlm.common.vlm.checkpoint.QwenConfig;
import io.depthlm.common.vlm.checkpoint.TensorType;
import io.depthlm.common.vlm.checkpoint.TextConfig;
import io.depthlm.common.vlm.checkpoint.VlmConfig;

/** The JSON files and the chat template of a random checkpoint, in the layout of version 5. */
final class RandomFiles {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Prints what it is given and no system prompt of its own. */
  private static final String PLAIN_QWEN_TEMPLATE = qwenTemplate("");

  private static final String QWEN_TEMPLATE =
      qwenTemplate(
          """
              {%- if loop.first and message['role'] != 'system' %}
                  {{- '<|im_start|>system\\nYou are a helpful assistant.<|im_end|>\\n' }}
              {%- endif %}
          """);

  static final String PIXTRAL_TEMPLATE =
      """
      {{- bos_token }}
      {%- for message in messages %}
          {%- if message['role'] == 'assistant' %}
              {{- message['content'] + eos_token }}
          {%- else %}
              {{- '[INST]' }}
              {%- if message['content'] is string %}
                  {{- message['content'] }}
              {%- else %}
                  {%- for part in message['content'] %}
                      {%- if part['type'] == 'image' %}
                          {{- '[IMG]' }}
                      {%- else %}
                          {{- part['content'] }}
                      {%- endif %}
                  {%- endfor %}
              {%- endif %}
              {{- '[/INST]' }}
          {%- endif %}
      {%- endfor %}
      """;

  private RandomFiles() {}

  /**
   * @param before what comes before each message
   */
  private static String qwenTemplate(String before) {
    return "{%- for message in messages %}\n"
        + before
        + """
            {{- '<|im_start|>' + message['role'] + '\\n' }}
            {%- if message['content'] is string %}
                {{- message['content'] }}
            {%- else %}
                {%- for part in message['content'] %}
                    {%- if part['type'] == 'image' %}
                        {{- '<|vision_start|><|image_pad|><|vision_end|>' }}
                    {%- else %}
                        {{- part['text'] }}
                    {%- endif %}
                {%- endfor %}
            {%- endif %}
            {{- '<|im_end|>\\n' }}
        {%- endfor %}
        {%- if add_generation_prompt %}
            {{- '<|im_start|>assistant\\n' }}
        {%- endif %}
        """;
  }

  static String template(VlmConfig config, RandomCheckpoint.Initial initial) {
    if (config instanceof PixtralConfig) {
      return PIXTRAL_TEMPLATE;
    }
    return initial == RandomCheckpoint.Initial.TRAINABLE ? PLAIN_QWEN_TEMPLATE : QWEN_TEMPLATE;
  }

  /** {@code config.json}. */
  static ObjectNode config(VlmConfig config, TensorType dtype) {
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
    if (config instanceof QwenConfig qwen) {
      qwen(root, qwen);
    } else {
      pixtral(root, (PixtralConfig) config);
    }
    return root;
  }

  private static void qwen(ObjectNode root, QwenConfig config) {
    root.put("model_type", "qwen2_5_vl")
        .put("image_token_id", config.imageTokenId())
        .put("video_token_id", config.videoTokenId())
        .put("vision_start_token_id", config.visionStartTokenId())
        .put("vision_end_token_id", config.visionEndTokenId());
    ObjectNode text = text(root, config.text(), "qwen2_5_vl_text");
    text.putNull("bos_token_id").put("eos_token_id", config.eosTokenIds().get(0));
    ArrayNode sections = ((ObjectNode) text.get("rope_parameters")).putArray("mrope_section");
    config.text().mropeSection().forEach(sections::add);
    QwenConfig.Vision v = config.vision();
    ObjectNode vision =
        root.putObject("vision_config")
            .put("model_type", "qwen2_5_vl_vision")
            .put("depth", v.depth())
            .put("hidden_size", v.hiddenSize())
            .put("hidden_act", "silu")
            .put("intermediate_size", v.ffnSize())
            .put("num_heads", v.heads())
            .put("in_channels", v.channels())
            .put("patch_size", v.patchPx())
            .put("temporal_patch_size", v.temporalPatch())
            .put("spatial_merge_size", v.mergeSize())
            .put("window_size", v.windowPx())
            .put("out_hidden_size", v.outSize());
    ArrayNode full = vision.putArray("fullatt_block_indexes");
    v.fullAttentionBlocks().forEach(full::add);
  }

  private static void pixtral(ObjectNode root, PixtralConfig config) {
    root.put("model_type", "llava")
        .put("image_token_index", config.imageTokenId())
        .put("multimodal_projector_bias", config.projectorBias())
        .put("projector_hidden_act", "gelu")
        .put("vision_feature_layer", -1)
        .put("vision_feature_select_strategy", "full");
    ObjectNode text = text(root, config.text(), "mistral");
    text.put("head_dim", config.text().headDim())
        .putNull("sliding_window")
        .put("bos_token_id", 1)
        .put("eos_token_id", config.eosTokenIds().get(0));
    PixtralConfig.Vision v = config.vision();
    ObjectNode vision =
        root.putObject("vision_config")
            .put("model_type", "pixtral")
            .put("num_hidden_layers", v.layers())
            .put("hidden_size", v.hiddenSize())
            .put("hidden_act", "silu")
            .put("intermediate_size", v.ffnSize())
            .put("num_attention_heads", v.heads())
            .put("head_dim", v.headDim())
            .put("num_channels", v.channels())
            .put("patch_size", v.patchPx())
            .put("image_size", v.imageSizePx());
    vision.putObject("rope_parameters").put("rope_theta", v.ropeTheta()).put("rope_type", "axial");
  }

  private static ObjectNode text(ObjectNode root, TextConfig t, String modelType) {
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
    ObjectNode node = JSON.createObjectNode();
    node.put("do_resize", true)
        .put("do_rescale", true)
        .put("do_normalize", true)
        .put("do_convert_rgb", true)
        .put("resample", 3)
        .put("rescale_factor", 1 / 255.0);
    node.putArray("image_mean").add(0.48145466).add(0.4578275).add(0.40821073);
    node.putArray("image_std").add(0.26862954).add(0.26130258).add(0.27577711);
    if (config instanceof QwenConfig qwen) {
      node.put("image_processor_type", "Qwen2VLImageProcessor")
          .put("patch_size", qwen.vision().patchPx())
          .put("temporal_patch_size", qwen.vision().temporalPatch())
          .put("merge_size", qwen.vision().mergeSize())
          .put("min_pixels", 4 * square(qwen.vision().patchPx() * qwen.vision().mergeSize()))
          .put("max_pixels", 12845056);
      return node;
    }
    PixtralConfig.Vision vision = ((PixtralConfig) config).vision();
    node.put("image_processor_type", "PixtralImageProcessor");
    node.putObject("size").put("longest_edge", vision.imageSizePx());
    node.putObject("patch_size").put("height", vision.patchPx()).put("width", vision.patchPx());
    return node;
  }

  private static int square(int side) {
    return side * side;
  }

  /** {@code generation_config.json}. */
  static ObjectNode generation(VlmConfig config) {
    return JSON.createObjectNode().put("eos_token_id", config.eosTokenIds().get(0));
  }
}
