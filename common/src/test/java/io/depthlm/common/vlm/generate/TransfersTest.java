package io.depthlm.common.vlm.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.depthlm.common.vlm.model.GoldenNets;
import io.depthlm.common.vlm.model.Prompt;
import io.depthlm.common.vlm.model.SharedPrefix;
import io.depthlm.common.vlm.model.VlmNet;
import io.depthlm.common.vlm.torch.Transfers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a device waits for: each word of a batch sends it one tensor and reads one, whatever the
 * batch holds.
 */
class TransfersTest {
  private static final StopRule NEVER = (words, count) -> false;
  private static final int WORDS = 5;

  static List<String> names() {
    return GoldenNets.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void aStepSendsOneTensorAndReadsOne(String name) {
    GoldenNets golden = GoldenNets.of(name);
    try (VlmNet net = golden.net()) {
      Prompt whole = golden.prompts().get(0);
      List<Prompt> prompts = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        int[] ids = Arrays.copyOf(whole.ids(), whole.ids().length + i);
        Arrays.fill(ids, whole.ids().length, ids.length, 7);
        prompts.add(new Prompt(ids, whole.images()));
      }
      GreedyDecoder decoder = new GreedyDecoder(net, NEVER, null, WORDS);
      // One for the prompts and one for each further word; the pictures' own are not counted.
      assertEquals(new Transfers.Counts(WORDS, WORDS), during(() -> decoder.answer(prompts)));
      Prompt begun = new Prompt(Arrays.copyOf(whole.ids(), whole.ids().length - 1), whole.images());
      try (SharedPrefix prefix = net.share(begun)) {
        assertEquals(
            new Transfers.Counts(WORDS, WORDS),
            during(() -> decoder.answer(prompts, prefix, () -> {})));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void rowsThatLeaveABatchCostOneMore(String name) {
    GoldenNets golden = GoldenNets.of(name);
    try (VlmNet net = golden.net()) {
      List<Prompt> prompts = List.of(golden.prompts().get(0), golden.prompts().get(0));
      int[] answers = {0};
      // The first answer of the batch ends with its first word.
      StopRule stop = (words, count) -> count == 1 && answers[0]++ == 0;
      GreedyDecoder decoder = new GreedyDecoder(net, stop, null, WORDS);
      assertEquals(new Transfers.Counts(WORDS + 1, WORDS), during(() -> decoder.answer(prompts)));
    }
  }

  private static Transfers.Counts during(Runnable work) {
    Transfers.Counts before = Transfers.counts();
    work.run();
    return Transfers.counts().since(before);
  }
}
