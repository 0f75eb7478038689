package io.depthlm.common.vlm.model;

import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.depthlm.common.engine.NumberType;
import io.depthlm.common.vlm.checkpoint.TextConfig;
import io.depthlm.common.vlm.checkpoint.VlmConfig;
import io.depthlm.common.vlm.qwen2_5.QwenConfig;
import io.depthlm.common.vlm.qwen3_vl.Qwen3Config;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The goldens see each mistake that is easy to make: with it, the comparison fails. */
class MutationTest {
  private static final String QWEN = "qwen-tied-edges";
  private static final String PIXTRAL = "pixtral-wide-heads";
  private static final String MISTRAL3 = "mistral3-squares-of-nine";
  private static final String QWEN3 = "qwen3-three-deep-odd-sections";

  @ParameterizedTest
  @ValueSource(strings = {QWEN, PIXTRAL, QWEN3, MISTRAL3})
  void theUnchangedModelPasses(String name) {
    NetGolden golden = NetGolden.of(name);
    compare(golden, golden.config(), VlmNet.sources(golden.config()));
  }

  @Test
  void seesRotarySectionsSwapped() {
    NetGolden golden = NetGolden.of(QWEN);
    QwenConfig config = (QwenConfig) golden.config();
    List<Integer> sections = new ArrayList<>(config.text().mropeSection());
    Collections.reverse(sections);
    fails(golden, with(config, sections), VlmNet.sources(golden.config()));
  }

  @ParameterizedTest
  @ValueSource(strings = {QWEN, PIXTRAL})
  void seesTheCausalMaskOff(String name) {
    failsWith(name, "(q, k, v, None, True)", "(q, k, v, None, False)");
  }

  @Test
  void seesTheWindowMaskOff() {
    failsWith(QWEN, "$block.size * i, windows, angles", "$block.size * i, whole, angles");
    failsWith(
        QWEN, "$block.size * i, pool_windows, angles", "$block.size * i, [1, x.size(1)], angles");
  }

  @Test
  void seesTheMergedOrderOff() {
    failsWith(QWEN, "return torch.index_select(x, 1, back)", "return x");
  }

  @Test
  void seesQwenRowsAndColumnsSwapped() {
    failsWith(
        QWEN,
        "[torch.outer(rows, inverse), torch.outer(columns, inverse)]",
        "[torch.outer(columns, inverse), torch.outer(rows, inverse)]");
  }

  @Test
  void seesPixtralRowsAndColumnsSwapped() {
    failsWith(PIXTRAL, "torch.outer(rows, torch.slice(", "torch.outer(columns, torch.slice(");
  }

  @Test
  void seesPixtralFrequenciesNotInterleaved() {
    failsWith(
        PIXTRAL, "torch.slice(inverse, 0, 1, None, 2)", "torch.slice(inverse, 0, 0, None, 2)");
  }

  @ParameterizedTest
  @ValueSource(strings = {QWEN, PIXTRAL})
  void seesImageTokensShiftedByOne(String name) {
    failsWith(name, "]), 0, places, parts[0]", "]), 0, places + 1, parts[0]");
  }

  @ParameterizedTest
  @ValueSource(strings = {QWEN, PIXTRAL})
  void seesKeyHeadsInAnotherOrder(String name) {
    failsWith(
        name, "k = torch.repeat_interleave(k, group, 1)", "k = torch.repeat(k, [1, group, 1, 1])");
  }

  @Test
  void seesMergedPatchesInAnotherOrder() {
    failsWith(
        MISTRAL3,
        "x = torch.transpose(torch.reshape(x, [images, -1, merge, width]), 2, 3)",
        "x = torch.reshape(x, [images, -1, merge, width])");
  }

  @Test
  void seesPatchesNotNormedBeforeTheyAreMerged() {
    failsWith(MISTRAL3, "x = self.norm(x, w[$multi_modal_projector.norm.weight?], eps)", "x = x");
    failsWith(MISTRAL3, "norm.weight?], eps)", "norm.weight?], 1e-05)");
  }

  @Test
  void seesRowsAndColumnsOfMergedPatchesSwapped() {
    failsWith(MISTRAL3, "torch.outer(rows, torch.slice(", "torch.outer(columns, torch.slice(");
  }

  @Test
  void seesDeepstackOff() {
    failsWith(QWEN3, "if layer + 1 >= len(parts):", "if layer >= 0:");
    failsWith(QWEN3, "places, parts[layer + 1])", "places, parts[0])");
  }

  @Test
  void seesHeadsNotNormed() {
    failsWith(QWEN3, "norms = [$layer.self_attn.q_norm.weight?", "norms = [-1");
    failsWith(QWEN3, "$layer.self_attn.k_norm.weight?", "-1");
    failsWith(QWEN3, "$layer.self_attn.k_norm.weight?", "$layer.self_attn.q_norm.weight?");
  }

  @Test
  void seesInterleavedSectionsInARow() {
    NetGolden golden = NetGolden.of(QWEN3);
    Qwen3Config c = (Qwen3Config) golden.config();
    TextConfig t = c.text();
    TextConfig inARow =
        new TextConfig(
            t.hiddenSize(),
            t.layers(),
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
            t.slidingWindow(),
            new TextConfig.Heading(TextConfig.Norm.RMS, TextConfig.Sections.IN_A_ROW));
    fails(
        golden,
        new Qwen3Config(c.vision(), inARow, c.tokens(), c.eosTokenIds()),
        VlmNet.sources(c));
  }

  @Test
  void seesLearnedPositionsNotInterpolated() {
    failsWith(
        QWEN3,
        "taps) * torch.unsqueeze(shares, 2)",
        "taps) * torch.unsqueeze(torch.round(shares), 2)");
    failsWith(QWEN3, "x = x + torch.sum(place, 1).to(x.dtype)", "x = x");
  }

  @Test
  void seesTheBlocksGeluExactAndTheMergersNormAfterTheSquare() {
    failsWith(QWEN3, "torch.gelu(y, approximate=\"tanh\")", "torch.silu(y)");
    failsWith(
        QWEN3,
        "y = self.qwen3_norm(y, w[at + $merger.norm.weight], w[at + $merger.norm.bias])",
        "y = y");
  }

  private static void failsWith(String name, String text, String mutated) {
    NetGolden golden = NetGolden.of(name);
    fails(golden, golden.config(), replaced(golden, source -> source.replace(text, mutated)));
  }

  private static String[] replaced(NetGolden golden, UnaryOperator<String> mutation) {
    List<String> sources = VlmNet.byName(golden.config()).toList();
    List<String> mutated = sources.stream().map(mutation).toList();
    assertNotEquals(sources, mutated, "the mutation touches nothing");
    return VlmNet.filled(golden.config(), mutated.stream());
  }

  private static QwenConfig with(QwenConfig c, List<Integer> sections) {
    TextConfig t = c.text();
    TextConfig text =
        new TextConfig(
            t.hiddenSize(),
            t.layers(),
            t.heads(),
            t.kvHeads(),
            t.headDim(),
            t.ffnSize(),
            t.vocabSize(),
            t.rmsNormEps(),
            t.ropeTheta(),
            sections,
            t.qkvBias(),
            t.tiedEmbeddings(),
            t.maxPositions(),
            t.slidingWindow(),
            t.heading());
    return new QwenConfig(c.vision(), text, c.tokens(), c.eosTokenIds());
  }

  private static void fails(NetGolden golden, VlmConfig config, String[] sources) {
    assertThrows(AssertionError.class, () -> compare(golden, config, sources));
  }

  private static void compare(NetGolden golden, VlmConfig config, String[] sources) {
    try (VlmNet net = golden.net(NumberType.F32, config, sources)) {
      for (NetGolden.Question q : golden.questions()) {
        VlmNetGoldenTest.assertClose(q.logits(), Forced.logits(net, q), 1e-4, "logits");
      }
    }
  }
}
