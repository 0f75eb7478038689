package io.depthlm.common.vlm.generate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.depthlm.common.engine.Answer;
import io.depthlm.common.vlm.generate.Generated.TemplateUse;
import io.depthlm.common.vlm.model.GoldenNets;
import io.depthlm.common.vlm.model.Prompt;
import io.depthlm.common.vlm.model.VlmNet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Greedy answers of unequal prompts in one batch against transformers' answers to each alone. */
@Tag("gpu")
class GreedyDecoderGoldenTest {
  private static final StopRule NEVER = (words, count) -> false;

  static Stream<String> names() {
    return GoldenNets.names().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void batchSaysWhatTransformersSaysToEachAlone(String name) {
    GoldenNets golden = GoldenNets.of(name);
    for (Supplier<VlmNet> each : golden.nets()) {
      try (VlmNet net = each.get()) {
        int words = golden.greedy().get(0).length;
        List<Generated> got = new GreedyDecoder(net, NEVER, null, words).answer(golden.prompts());
        for (int b = 0; b < got.size(); b++) {
          assertArrayEquals(golden.greedy().get(b), got.get(b).words(), name + " row " + b);
          assertArrayEquals(golden.logProbabilities().get(b), got.get(b).logProbabilities(), 2e-3f);
          assertEquals(TemplateUse.NONE, got.get(b).template());
          assertEquals(Answer.Finish.LENGTH, got.get(b).finish(), name + " row " + b);
        }
      }
    }
  }

  /** The word that ends an answer may be the last that there is room for. */
  @Test
  void anAnswerThatEndsAtTheLimitIsWhole() {
    GoldenNets golden = GoldenNets.of(GoldenNets.names().get(0));
    int[] said = golden.greedy().get(0);
    int last = said[said.length - 1];
    StopRule atLast = (words, count) -> count == said.length && words[count - 1] == last;
    try (VlmNet net = golden.net()) {
      List<Prompt> one = golden.prompts().subList(0, 1);
      Generated whole = new GreedyDecoder(net, atLast, null, said.length).answer(one).get(0);
      assertArrayEquals(said, whole.words());
      assertEquals(Answer.Finish.STOP, whole.finish());
      Generated cut = new GreedyDecoder(net, atLast, null, said.length - 1).answer(one).get(0);
      assertEquals(Answer.Finish.LENGTH, cut.finish());
    }
  }

  /** Watched logits are those that whole sequences have without a cache and without a batch. */
  @ParameterizedTest
  @MethodSource("names")
  void watchedLogitsComeWithEachChoice(String name) {
    GoldenNets golden = GoldenNets.of(name);
    long[] tokens = {7, 3, 96};
    try (VlmNet net = golden.net();
        NDManager scope = NDManager.newBaseManager()) {
      net.watch(tokens);
      // a model at random may say an image token, which a prompt cannot hold without its image
      StopRule atImage = StopRule.atWords(List.of((int) net.config().imageTokenId()));
      List<Generated> got = new GreedyDecoder(net, atImage, null, 4).answer(golden.prompts());
      for (int b = 0; b < got.size(); b++) {
        int words = got.get(b).words().length;
        Prompt asked = golden.prompts().get(b);
        int length = asked.ids().length;
        int[] ids = Arrays.copyOf(asked.ids(), length + words - 1);
        System.arraycopy(got.get(b).words(), 0, ids, length, words - 1);
        long[] keep = LongStream.range(length - 1, length - 1 + words).toArray();
        NDArray logits = net.logits(List.of(new Prompt(ids, asked.images())), keep, scope);
        float[] all = logits.toFloatArray();
        int vocabulary = all.length / words;
        for (int i = 0; i < words; i++) {
          for (int k = 0; k < tokens.length; k++) {
            assertEquals(
                all[i * vocabulary + (int) tokens[k]],
                got.get(b).watched()[i][k],
                2e-3f,
                name + " row " + b + " word " + i);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void rowsThatEndEarlyLeaveTheOthersAsTheyWere(String name) {
    GoldenNets golden = GoldenNets.of(name);
    try (VlmNet net = golden.net()) {
      List<Prompt> prompts = new ArrayList<>(golden.prompts());
      prompts.addAll(golden.prompts());
      List<int[]> want = new ArrayList<>(golden.greedy());
      want.addAll(golden.greedy());
      // Ends a row at its fourth word if that is the first row's: half of the rows or fewer
      // go on.
      int end = want.get(0)[3];
      List<Generated> got =
          new GreedyDecoder(net, StopRule.atWords(List.of(end)), null, want.get(0).length)
              .answer(prompts);
      for (int b = 0; b < got.size(); b++) {
        assertArrayEquals(until(want.get(b), end), got.get(b).words(), name + " row " + b);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void aTemplateThatTheModelSaysIsFollowed(String name) {
    GoldenNets golden = GoldenNets.of(name);
    try (VlmNet net = golden.net()) {
      int[] said = golden.greedy().get(0);
      // The model repeats no number, so the template has one: opening, two or more words, and the
      // rest, which begins with a word that is not in the number.
      int rest = 7;
      while (Arrays.stream(said, 5, rest).boxed().toList().contains(said[rest])) {
        rest++;
      }
      AnswerTemplate template =
          new AnswerTemplate(
              List.of(
                  Arrays.copyOfRange(said, 0, 5), Arrays.copyOfRange(said, rest, said.length - 2)));
      List<Generated> got =
          new GreedyDecoder(net, NEVER, template, said.length).answer(golden.prompts());
      assertEquals(TemplateUse.SAID, got.get(0).template());
      for (int b = 0; b < got.size(); b++) {
        assertArrayEquals(golden.greedy().get(b), got.get(b).words(), name + " row " + b);
        assertArrayEquals(golden.logProbabilities().get(b), got.get(b).logProbabilities(), 2e-3f);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void aTemplateThatTheModelLeavesChangesNothing(String name) {
    GoldenNets golden = GoldenNets.of(name);
    try (VlmNet net = golden.net()) {
      int[] said = golden.greedy().get(0);
      for (int wrong = 0; wrong < 12; wrong++) {
        int[] opening = Arrays.copyOfRange(said, 0, 4);
        int[] rest = Arrays.copyOfRange(said, 5, 12);
        if (wrong < 4) {
          opening[wrong] = opening[wrong] == 7 ? 8 : 7;
        } else if (wrong > 4) {
          rest[wrong - 5] = rest[wrong - 5] == 7 ? 8 : 7;
        }
        List<Generated> got =
            new GreedyDecoder(net, NEVER, new AnswerTemplate(List.of(opening, rest)), said.length)
                .answer(golden.prompts());
        for (int b = 0; b < got.size(); b++) {
          assertArrayEquals(
              golden.greedy().get(b), got.get(b).words(), name + " row " + b + " wrong " + wrong);
        }
        // Where the word after the opening is also the rest's first, the number seems to be empty.
        boolean follows = wrong == 4 && said[4] != said[5];
        assertEquals(follows ? TemplateUse.SAID : TemplateUse.DEVIATED, got.get(0).template());
      }
    }
  }

  private static int[] until(int[] words, int end) {
    for (int i = 0; i < words.length; i++) {
      if (words[i] == end) {
        return Arrays.copyOf(words, i + 1);
      }
    }
    return words;
  }
}
