package io.depthlm.common.vlm.checkpoint;

import java.util.List;

/**
 * A Qwen2.5-VL model.
 *
 * @param vision the vision tower and merger
 * @param text the decoder
 * @param imageTokenId the token that merged patches replace
 * @param videoTokenId the token that stands for video; none may appear in our prompts
 * @param visionStartTokenId opens an image
 * @param visionEndTokenId closes an image
 * @param eosTokenIds the tokens that end an answer
 */
public record QwenConfig(
    Vision vision,
    TextConfig text,
    int imageTokenId,
    int videoTokenId,
    int visionStartTokenId,
    int visionEndTokenId,
    List<Integer> eosTokenIds)
    implements VlmConfig {

  @Override
  public Family family() {
    return Family.QWEN2_5_VL;
  }

  /**
   * The vision tower. Its RMSNorm epsilon (1e-6), rotary base (1e4) and SiLU are fixed by the
   * architecture.
   *
   * @param depth blocks
   * @param hiddenSize width of a patch
   * @param heads attention heads; hiddenSize / heads wide each
   * @param ffnSize inner width of the feed-forward block
   * @param channels colour channels, 3
   * @param patchPx side of a patch
   * @param temporalPatch frames of a patch; a still image is its frame as often
   * @param mergeSize side of the square of patches that become one token
   * @param windowPx side of an attention window
   * @param fullAttentionBlocks blocks that look at the whole image
   * @param outSize width of a merged token: the decoder's hidden size
   */
  public record Vision(
      int depth,
      int hiddenSize,
      int heads,
      int ffnSize,
      int channels,
      int patchPx,
      int temporalPatch,
      int mergeSize,
      int windowPx,
      List<Integer> fullAttentionBlocks,
      int outSize) {
    /** Base of the rotary frequencies over rows and columns. */
    public static final double ROPE_THETA = 10_000;

    /** Added to the mean square by every norm of the tower. */
    public static final double RMS_NORM_EPS = 1e-6;

    /** Width of one head. */
    public int headDim() {
      return hiddenSize / heads;
    }
  }
}
