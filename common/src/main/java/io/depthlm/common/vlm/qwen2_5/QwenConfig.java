package io.depthlm.common.vlm.qwen2_5;

import io.depthlm.common.vlm.checkpoint.Family;
import io.depthlm.common.vlm.checkpoint.TensorPlan;
import io.depthlm.common.vlm.checkpoint.TextConfig;
import io.depthlm.common.vlm.checkpoint.VisionTokens;
import io.depthlm.common.vlm.family.MergedPatches;
import java.util.List;

/**
 * A Qwen2.5-VL model.
 *
 * @param vision the vision tower and merger
 * @param text the decoder
 * @param tokens the tokens around images
 * @param eosTokenIds the tokens that end an answer
 */
public record QwenConfig(
    Vision vision, TextConfig text, VisionTokens tokens, List<Integer> eosTokenIds)
    implements MergedPatches {

  @Override
  public Family family() {
    return QwenFamily.INSTANCE;
  }

  @Override
  public int patchPx() {
    return vision.patchPx;
  }

  @Override
  public int temporalPatch() {
    return vision.temporalPatch;
  }

  @Override
  public int mergeSize() {
    return vision.mergeSize;
  }

  @Override
  public VisionSize visionSize() {
    return new VisionSize(
        vision.depth,
        vision.hiddenSize,
        vision.ffnSize,
        ("%d blocks, width %d, %d heads, patches of %d px merged %d x %d, windows of %d px,"
                + " whole image in blocks %s")
            .formatted(
                vision.depth,
                vision.hiddenSize,
                vision.heads,
                vision.patchPx,
                vision.mergeSize,
                vision.mergeSize,
                vision.windowPx,
                vision.fullAttentionBlocks));
  }

  @Override
  public void addVision(TensorPlan plan) {
    long hidden = vision.hiddenSize();
    long merged = hidden * vision.mergeSize() * vision.mergeSize();
    plan.put(
        "visual.patch_embed.proj.weight",
        hidden,
        vision.channels(),
        vision.temporalPatch(),
        vision.patchPx(),
        vision.patchPx());
    for (int block = 0; block < vision.depth(); block++) {
      String at = "visual.blocks." + block + ".";
      plan.put(at + "norm1.weight", hidden);
      plan.linear(at + "attn.qkv", 3 * hidden, hidden);
      plan.linear(at + "attn.proj", hidden, hidden);
      plan.put(at + "norm2.weight", hidden);
      plan.linear(at + "mlp.gate_proj", vision.ffnSize(), hidden);
      plan.linear(at + "mlp.up_proj", vision.ffnSize(), hidden);
      plan.linear(at + "mlp.down_proj", hidden, vision.ffnSize());
    }
    plan.put("visual.merger.ln_q.weight", hidden);
    plan.linear("visual.merger.mlp.0", merged, merged);
    plan.linear("visual.merger.mlp.2", text.hiddenSize(), merged);
  }

  @Override
  public QwenConfig withLayers(int textLayers, int visionLayers) {
    List<Integer> full =
        vision.fullAttentionBlocks.stream().filter(block -> block < visionLayers).toList();
    return new QwenConfig(
        new Vision(
            visionLayers,
            vision.hiddenSize,
            vision.heads,
            vision.ffnSize,
            vision.channels,
            vision.patchPx,
            vision.temporalPatch,
            vision.mergeSize,
            vision.windowPx,
            full,
            vision.outSize),
        text.withLayers(textLayers),
        tokens,
        eosTokenIds);
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
