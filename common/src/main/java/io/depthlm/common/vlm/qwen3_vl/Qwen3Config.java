package io.depthlm.common.vlm.qwen3_vl;

import io.depthlm.common.vlm.checkpoint.Family;
import io.depthlm.common.vlm.checkpoint.TensorPlan;
import io.depthlm.common.vlm.checkpoint.TextConfig;
import io.depthlm.common.vlm.checkpoint.VisionTokens;
import io.depthlm.common.vlm.family.MergedPatches;
import java.util.List;

/**
 * A Qwen3-VL model.
 *
 * @param vision the vision tower and its mergers
 * @param text the decoder
 * @param tokens the tokens around images
 * @param eosTokenIds the tokens that end an answer
 */
public record Qwen3Config(
    Vision vision, TextConfig text, VisionTokens tokens, List<Integer> eosTokenIds)
    implements MergedPatches {

  @Override
  public Family family() {
    return Qwen3Family.INSTANCE;
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
        ("%d blocks, width %d, %d heads, patches of %d px merged %d x %d, %d x %d learned"
                + " positions, deepstack from blocks %s")
            .formatted(
                vision.depth,
                vision.hiddenSize,
                vision.heads,
                vision.patchPx,
                vision.mergeSize,
                vision.mergeSize,
                vision.positionSide,
                vision.positionSide,
                vision.deepstackBlocks));
  }

  @Override
  public void addVision(TensorPlan plan) {
    long hidden = vision.hiddenSize;
    long merged = hidden * vision.mergeSize * vision.mergeSize;
    String embed = "visual.patch_embed.proj";
    int patch = vision.patchPx;
    plan.put(embed + ".weight", hidden, vision.channels, vision.temporalPatch, patch, patch);
    plan.put(embed + ".bias", hidden);
    plan.put("visual.pos_embed.weight", (long) vision.positionSide * vision.positionSide, hidden);
    for (int block = 0; block < vision.depth; block++) {
      String at = "visual.blocks." + block + ".";
      norm(plan, at + "norm1", hidden);
      plan.linear(at + "attn.qkv", 3 * hidden, hidden);
      plan.linear(at + "attn.proj", hidden, hidden);
      norm(plan, at + "norm2", hidden);
      plan.linear(at + "mlp.linear_fc1", vision.ffnSize, hidden);
      plan.linear(at + "mlp.linear_fc2", hidden, vision.ffnSize);
    }
    merger(plan, "visual.merger.", hidden, merged);
    for (int i = 0; i < vision.deepstackBlocks.size(); i++) {
      merger(plan, "visual.deepstack_merger_list." + i + ".", merged, merged);
    }
  }

  private void merger(TensorPlan plan, String at, long normed, long merged) {
    norm(plan, at + "norm", normed);
    plan.linear(at + "linear_fc1", merged, merged);
    plan.linear(at + "linear_fc2", text.hiddenSize(), merged);
  }

  private static void norm(TensorPlan plan, String name, long width) {
    plan.put(name + ".weight", width);
    plan.put(name + ".bias", width);
  }

  @Override
  public Qwen3Config withLayers(int textLayers, int visionLayers) {
    List<Integer> deepstack =
        vision.deepstackBlocks.stream()
            .filter(block -> block < visionLayers)
            .limit(textLayers - 1L)
            .toList();
    return new Qwen3Config(
        new Vision(
            visionLayers,
            vision.hiddenSize,
            vision.heads,
            vision.ffnSize,
            vision.channels,
            vision.patchPx,
            vision.temporalPatch,
            vision.mergeSize,
            vision.positionSide,
            deepstack),
        text.withLayers(textLayers),
        tokens,
        eosTokenIds);
  }

  /**
   * The vision tower. Its LayerNorm epsilon (1e-6), rotary base (1e4) and GELU (by tanh in the
   * blocks, exact in the mergers) are fixed by the architecture; attention within one image.
   *
   * @param depth blocks
   * @param hiddenSize width of a patch
   * @param heads attention heads; hiddenSize / heads wide each
   * @param ffnSize inner width of the feed-forward block
   * @param channels colour channels, 3
   * @param patchPx side of a patch
   * @param temporalPatch frames of a patch; a still image is its frame as often
   * @param mergeSize side of the square of patches that become one token
   * @param positionSide side of the square of learned positions, which is stretched over the image
   * @param deepstackBlocks blocks whose output is merged too and added behind the first decoder
   *     layers, ascending; fewer than the decoder has layers
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
      int positionSide,
      List<Integer> deepstackBlocks) {
    /** Base of the rotary frequencies over rows and columns. */
    public static final double ROPE_THETA = 10_000;
  }
}
