package io.depthlm.common.vlm.pixtral;

import io.depthlm.common.vlm.checkpoint.Family;
import io.depthlm.common.vlm.checkpoint.TensorPlan;
import io.depthlm.common.vlm.checkpoint.TextConfig;
import io.depthlm.common.vlm.checkpoint.VlmConfig;
import java.util.List;

/**
 * A model with a Pixtral vision tower and a Mistral decoder: a Llava, or a Mistral3, which merges
 * squares of patches.
 *
 * @param vision the vision tower
 * @param text the decoder
 * @param merger how patches are merged, or null where each becomes a token: a Llava
 * @param projectorBias whether the projector's two linear layers have biases; GELU between them
 * @param imageTokenId the token that patches replace: [IMG]
 * @param eosTokenIds the tokens that end an answer
 */
public record PixtralConfig(
    Vision vision,
    TextConfig text,
    Merger merger,
    boolean projectorBias,
    int imageTokenId,
    List<Integer> eosTokenIds)
    implements VlmConfig {

  @Override
  public Family family() {
    return merger == null ? PixtralFamily.INSTANCE : Mistral3Family.INSTANCE;
  }

  @Override
  public VisionSize visionSize() {
    return new VisionSize(
        vision.layers,
        vision.hiddenSize,
        vision.ffnSize,
        "%d layers, width %d, %d heads, patches of %d px%s"
            .formatted(
                vision.layers,
                vision.hiddenSize,
                vision.heads,
                vision.patchPx,
                merger == null ? "" : " merged %d x %d".formatted(merger.size, merger.size)));
  }

  @Override
  public void addVision(TensorPlan plan) {
    long hidden = vision.hiddenSize();
    plan.put(
        "vision_tower.patch_conv.weight",
        hidden,
        vision.channels(),
        vision.patchPx(),
        vision.patchPx());
    plan.put("vision_tower.ln_pre.weight", hidden);
    for (int layer = 0; layer < vision.layers(); layer++) {
      String at = "vision_tower.transformer.layers." + layer + ".";
      plan.put(at + "attention_norm.weight", hidden);
      for (String projection : new String[] {"q", "k", "v", "o"}) {
        plan.put(at + "attention." + projection + "_proj.weight", hidden, hidden);
      }
      plan.put(at + "ffn_norm.weight", hidden);
      plan.put(at + "feed_forward.gate_proj.weight", vision.ffnSize(), hidden);
      plan.put(at + "feed_forward.up_proj.weight", vision.ffnSize(), hidden);
      plan.put(at + "feed_forward.down_proj.weight", hidden, vision.ffnSize());
    }
    if (merger != null) {
      plan.put("multi_modal_projector.norm.weight", hidden);
      plan.put(
          "multi_modal_projector.patch_merger.merging_layer.weight",
          hidden,
          hidden * merger.size * merger.size);
    }
    long out = text.hiddenSize();
    plan.put("multi_modal_projector.linear_1.weight", out, hidden);
    plan.put("multi_modal_projector.linear_2.weight", out, out);
    if (projectorBias) {
      plan.put("multi_modal_projector.linear_1.bias", out);
      plan.put("multi_modal_projector.linear_2.bias", out);
    }
  }

  @Override
  public PixtralConfig withLayers(int textLayers, int visionLayers) {
    return new PixtralConfig(
        new Vision(
            visionLayers,
            vision.hiddenSize,
            vision.heads,
            vision.ffnSize,
            vision.channels,
            vision.patchPx,
            vision.imageSizePx,
            vision.ropeTheta,
            vision.activation),
        text.withLayers(textLayers),
        merger,
        projectorBias,
        imageTokenId,
        eosTokenIds);
  }

  /** Side of the square of patches that becomes one token. */
  public int mergeSize() {
    return merger == null ? 1 : merger.size;
  }

  /**
   * The norm and the layer that make one patch of a square of them, before the projector.
   *
   * @param size side of the square, in patches
   * @param normEps added to the mean square by the norm
   */
  public record Merger(int size, double normEps) {}

  /** The feed-forward activation of the vision tower. */
  public enum Activation {
    /** x · sigmoid(x): the released models. */
    SILU,
    /** x · Φ(x), exact: what transformers assumes where the key is missing. */
    GELU
  }

  /**
   * The vision tower: no biases, attention within one image; its last layer's output goes to the
   * projector. Its RMSNorm epsilon (1e-5) is fixed by the architecture.
   *
   * @param layers transformer layers
   * @param hiddenSize width of a patch
   * @param heads attention heads; hiddenSize / heads wide each
   * @param ffnSize inner width of the feed-forward block
   * @param channels colour channels, 3
   * @param patchPx side of a patch
   * @param imageSizePx longest side the rotary table was made for
   * @param ropeTheta base of the rotary frequencies over rows and columns
   * @param activation of the feed-forward block
   */
  public record Vision(
      int layers,
      int hiddenSize,
      int heads,
      int ffnSize,
      int channels,
      int patchPx,
      int imageSizePx,
      double ropeTheta,
      Activation activation) {
    /** Added to the mean square by every norm of the tower. */
    public static final double RMS_NORM_EPS = 1e-5;

    /** Width of one head. */
    public int headDim() {
      return hiddenSize / heads;
    }
  }
}
