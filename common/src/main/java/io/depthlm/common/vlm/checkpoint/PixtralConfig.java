package io.depthlm.common.vlm.checkpoint;

import java.util.List;

/**
 * A Llava model with a Pixtral vision tower and a Mistral decoder.
 *
 * @param vision the vision tower
 * @param text the decoder
 * @param projectorBias whether the projector's two linear layers have biases; GELU between them
 * @param imageTokenId the token that patches replace: [IMG]
 * @param eosTokenIds the tokens that end an answer
 */
public record PixtralConfig(
    Vision vision,
    TextConfig text,
    boolean projectorBias,
    int imageTokenId,
    List<Integer> eosTokenIds)
    implements VlmConfig {

  @Override
  public Family family() {
    return Family.PIXTRAL;
  }

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
