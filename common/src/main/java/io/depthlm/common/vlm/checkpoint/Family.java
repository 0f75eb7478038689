package io.depthlm.common.vlm.checkpoint;

/** The model families that can be run. */
public enum Family {
  /** Qwen2.5-VL: windowed vision tower with 2×2 merger, multimodal rotary positions. */
  QWEN2_5_VL("qwen2_5_vl", "Qwen2_5_VLForConditionalGeneration"),
  /** Llava with a Pixtral vision tower and a Mistral decoder: the released DepthLM. */
  PIXTRAL("pixtral", "LlavaForConditionalGeneration");

  private final String label;
  private final String architecture;

  Family(String label, String architecture) {
    this.label = label;
    this.architecture = architecture;
  }

  /** The name on the command line and in tables. */
  public String label() {
    return label;
  }

  /** The class that {@code config.json} names under {@code architectures}. */
  public String architecture() {
    return architecture;
  }
}
