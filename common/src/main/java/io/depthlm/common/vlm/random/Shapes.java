package io.depthlm.common.vlm.random;

import io.depthlm.common.core.UserError;
import io.depthlm.common.vlm.checkpoint.Family;
import io.depthlm.common.vlm.checkpoint.PixtralConfig;
import io.depthlm.common.vlm.checkpoint.QwenConfig;
import io.depthlm.common.vlm.checkpoint.TextConfig;
import io.depthlm.common.vlm.checkpoint.VlmConfig;
import java.util.List;

/**
 * The sizes of models that random checkpoints come in: a tiny one for tests, one of about two
 * million parameters that a laptop can train, one of about 200 million for measuring, and the
 * released ones.
 */
public final class Shapes {
  private static final int WINDOW_PX = 112;

  /**
   * The columns of a picture turn the slowest pairs: with the released 1e6 and 16 pairs they would
   * turn by 0.002 in ten columns, and nothing trained from random weights would see them.
   */
  private static final double SMALL_THETA = 10;

  private Shapes() {}

  /** The sizes of a family by name, smallest first. */
  public static List<String> names(Family family) {
    return family == Family.QWEN2_5_VL
        ? List.of("tiny", "2m", "200m", "3b", "7b")
        : List.of("tiny", "200m", "12b");
  }

  /**
   * The configuration of a named size.
   *
   * @throws UserError if the family has none of that name
   */
  public static VlmConfig of(Family family, String size) {
    return switch (family.label() + " " + size) {
      case "qwen2_5_vl tiny" ->
          qwen(vision(3, 32, 2, 48, List.of(1)), text(64, 3, 4, 2, 16, 96, 1024), 960, true);
      case "qwen2_5_vl 2m" ->
          qwen(small(), text(128, 3, 4, 4, 32, 344, 768), 752, true, SMALL_THETA);
      case "qwen2_5_vl 200m" ->
          qwen(
              vision(12, 640, 10, 1712, List.of(2, 5, 8, 11)),
              text(768, 14, 12, 2, 64, 3072, 32768),
              32000,
              true);
      case "qwen2_5_vl 3b" ->
          qwen(released(), text(2048, 36, 16, 2, 128, 11008, 151936), 151643, true);
      case "qwen2_5_vl 7b" ->
          qwen(released(), text(3584, 28, 28, 4, 128, 18944, 152064), 151643, false);
      case "pixtral tiny" -> pixtral(2, 32, 2, 48, 256, text(64, 3, 4, 2, 32, 96, 1024));
      case "pixtral 200m" ->
          pixtral(10, 640, 10, 2560, 1024, text(768, 8, 12, 4, 128, 3072, 32768));
      case "pixtral 12b" ->
          pixtral(24, 1024, 16, 4096, 1024, text(5120, 40, 32, 8, 128, 14336, 131072));
      default ->
          throw new UserError(
              "no size '%s' of %s".formatted(size, family.label()),
              "choose one of " + String.join(", ", names(family)));
    };
  }

  /** The same model with other numbers of layers. */
  public static VlmConfig withLayers(VlmConfig config, int textLayers, int visionLayers) {
    TextConfig t = config.text();
    TextConfig text =
        new TextConfig(
            t.hiddenSize(),
            textLayers,
            t.heads(),
            t.kvHeads(),
            t.headDim(),
            t.ffnSize(),
            t.vocabSize(),
            t.rmsNormEps(),
            t.ropeTheta(),
            t.mropeSection(),
            t.qkvBias(),
            t.tiedEmbeddings(),
            t.maxPositions(),
            t.slidingWindow());
    if (config instanceof QwenConfig qwen) {
      QwenConfig.Vision v = qwen.vision();
      List<Integer> full =
          v.fullAttentionBlocks().stream().filter(block -> block < visionLayers).toList();
      return new QwenConfig(
          new QwenConfig.Vision(
              visionLayers,
              v.hiddenSize(),
              v.heads(),
              v.ffnSize(),
              v.channels(),
              v.patchPx(),
              v.temporalPatch(),
              v.mergeSize(),
              v.windowPx(),
              full,
              v.outSize()),
          text,
          qwen.imageTokenId(),
          qwen.videoTokenId(),
          qwen.visionStartTokenId(),
          qwen.visionEndTokenId(),
          qwen.eosTokenIds());
    }
    PixtralConfig pixtral = (PixtralConfig) config;
    PixtralConfig.Vision v = pixtral.vision();
    return new PixtralConfig(
        new PixtralConfig.Vision(
            visionLayers,
            v.hiddenSize(),
            v.heads(),
            v.ffnSize(),
            v.channels(),
            v.patchPx(),
            v.imageSizePx(),
            v.ropeTheta(),
            v.activation()),
        text,
        pixtral.projectorBias(),
        pixtral.imageTokenId(),
        pixtral.eosTokenIds());
  }

  private static QwenConfig.Vision released() {
    return vision(32, 1280, 16, 3420, List.of(7, 15, 23, 31));
  }

  /**
   * Patches of 8 pixels, so tokens of 16: pictures of a hundred pixels give a few dozen tokens.
   * Most of its layers see, for its questions have few words.
   */
  private static QwenConfig.Vision small() {
    return new QwenConfig.Vision(6, 128, 4, 344, 3, 8, 2, 2, 64, List.of(1, 3, 5), 0);
  }

  private static QwenConfig.Vision vision(
      int depth, int hidden, int heads, int ffn, List<Integer> full) {
    return new QwenConfig.Vision(depth, hidden, heads, ffn, 3, 14, 2, 2, WINDOW_PX, full, 0);
  }

  /** A decoder without what the families differ in. */
  private static TextConfig text(
      int hidden, int layers, int heads, int kvHeads, int headDim, int ffn, int vocabulary) {
    return new TextConfig(
        hidden,
        layers,
        heads,
        kvHeads,
        headDim,
        ffn,
        vocabulary,
        0,
        0,
        List.of(),
        false,
        false,
        0,
        null);
  }

  /** Special tokens stand in one row from {@code firstId}, in the released order. */
  private static QwenConfig qwen(QwenConfig.Vision v, TextConfig t, int firstId, boolean tied) {
    return qwen(v, t, firstId, tied, 1e6);
  }

  private static QwenConfig qwen(
      QwenConfig.Vision v, TextConfig t, int firstId, boolean tied, double ropeTheta) {
    int pairs = t.headDim() / 2;
    // Time gets a quarter of the pairs, height and width share the rest: 16, 24, 24 of 64.
    int time = pairs / 4;
    int height = (pairs - time) / 2;
    return new QwenConfig(
        new QwenConfig.Vision(
            v.depth(),
            v.hiddenSize(),
            v.heads(),
            v.ffnSize(),
            v.channels(),
            v.patchPx(),
            v.temporalPatch(),
            v.mergeSize(),
            v.windowPx(),
            v.fullAttentionBlocks(),
            t.hiddenSize()),
        new TextConfig(
            t.hiddenSize(),
            t.layers(),
            t.heads(),
            t.kvHeads(),
            t.headDim(),
            t.ffnSize(),
            t.vocabSize(),
            1e-6,
            ropeTheta,
            List.of(time, height, pairs - time - height),
            true,
            tied,
            128_000,
            null),
        firstId + RandomTokenizer.IMAGE_PAD,
        firstId + RandomTokenizer.VIDEO_PAD,
        firstId + RandomTokenizer.VISION_START,
        firstId + RandomTokenizer.VISION_END,
        List.of(firstId + RandomTokenizer.IM_END));
  }

  private static PixtralConfig pixtral(
      int layers, int hidden, int heads, int ffn, int imagePx, TextConfig t) {
    return new PixtralConfig(
        new PixtralConfig.Vision(
            layers, hidden, heads, ffn, 3, 16, imagePx, 10_000, PixtralConfig.Activation.SILU),
        new TextConfig(
            t.hiddenSize(),
            t.layers(),
            t.heads(),
            t.kvHeads(),
            t.headDim(),
            t.ffnSize(),
            t.vocabSize(),
            1e-5,
            1e9,
            List.of(),
            false,
            false,
            131_072,
            null),
        true,
        RandomTokenizer.IMG,
        List.of(RandomTokenizer.PIXTRAL_EOS));
  }
}
