package io.depthlm.common.vlm.generate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.vlm.model.GoldenNets;
import io.depthlm.common.vlm.model.Prompt;
import io.depthlm.common.vlm.model.SharedPrefix;
import io.depthlm.common.vlm.model.VlmNet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Questions that go on from a prefix that was read once, against each read on its own. */
@Tag("processor")
@Tag("gpu")
class SharedPrefixTest {
  private static final StopRule NEVER = (words, count) -> false;

  static Stream<String> names() {
    return GoldenNets.names().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void anAnswerIsTransformersAnswerToTheWholePrompt(String name) {
    GoldenNets golden = GoldenNets.of(name);
    for (Supplier<VlmNet> each : golden.nets()) {
      try (VlmNet net = each.get()) {
        for (int b = 0; b < golden.prompts().size(); b++) {
          Prompt prompt = golden.prompts().get(b);
          int[] want = golden.greedy().get(b);
          try (SharedPrefix prefix = net.share(beginning(prompt, 2))) {
            GreedyDecoder decoder = new GreedyDecoder(net, NEVER, null, want.length);
            Generated got = decoder.answer(List.of(prompt), prefix, () -> {}).get(0);
            assertArrayEquals(want, got.words(), name);
            assertArrayEquals(golden.logProbabilities().get(b), got.logProbabilities(), 2e-3f);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void branchesOfManyLengthsSayWhatEachSaysAlone(String name) {
    GoldenNets golden = GoldenNets.of(name);
    try (VlmNet net = golden.net()) {
      Prompt whole = golden.prompts().get(0);
      Prompt begun = beginning(whole, 2);
      List<Prompt> prompts = new ArrayList<>();
      for (int i = 0; i < 7; i++) {
        int[] ids = Arrays.copyOf(begun.ids(), begun.ids().length + 1 + i % 4);
        for (int k = begun.ids().length; k < ids.length; k++) {
          ids[k] = 3 + (31 * i + 7 * k) % 100;
        }
        prompts.add(new Prompt(ids, whole.images()));
      }
      // Ends some early, so that rows leave the batch.
      StopRule stop = (words, count) -> words[count - 1] % 5 == 0;
      AnswerTemplate template =
          new AnswerTemplate(List.of(Arrays.copyOf(golden.greedy().get(0), 2), new int[0]));
      try (SharedPrefix prefix = net.share(begun)) {
        for (AnswerTemplate expected : Arrays.asList(null, template)) {
          GreedyDecoder decoder = new GreedyDecoder(net, stop, expected, 9);
          List<Generated> got = decoder.answer(prompts, prefix, () -> {});
          for (int i = 0; i < prompts.size(); i++) {
            Generated want = decoder.answer(List.of(prompts.get(i))).get(0);
            assertArrayEquals(want.words(), got.get(i).words(), name + " branch " + i);
            assertArrayEquals(want.logProbabilities(), got.get(i).logProbabilities(), 1e-3f);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void partsOfThePictureAreShownAgainAsTheyAreToEachAlone(String name) {
    GoldenNets golden = GoldenNets.of(name);
    for (Supplier<VlmNet> each : golden.nets()) {
      try (VlmNet net = each.get()) {
        Prompt whole = golden.prompts().get(0);
        int image = golden.config().imageTokenId();
        int parts = (int) Arrays.stream(whole.ids()).filter(id -> id == image).count();
        List<Prompt> prompts = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
          // One or two looks, the last at the end or before a word, so that rows are padded with
          // one.
          int n = whole.ids().length;
          int[] ids = Arrays.copyOf(whole.ids(), n + 1 + i % 3);
          ids[n] = image;
          int look = i == 3 ? 1 : i % parts; // a merged picture may have but three
          int[] looks = i % 3 == 1 ? new int[] {look, 2} : new int[] {look};
          for (int k = 1; k <= i % 3; k++) {
            ids[n + k] = i % 3 == 1 ? image : 20 + k;
          }
          prompts.add(new Prompt(ids, whole.images(), looks, new int[0]));
        }
        GreedyDecoder decoder = new GreedyDecoder(net, NEVER, null, 6);
        try (SharedPrefix prefix = net.share(whole)) {
          List<Generated> got = decoder.answer(prompts, prefix, () -> {});
          for (int i = 0; i < prompts.size(); i++) {
            Generated want = decoder.answer(List.of(prompts.get(i))).get(0);
            assertArrayEquals(want.words(), got.get(i).words(), name + " look " + i);
            assertArrayEquals(want.logProbabilities(), got.get(i).logProbabilities(), 1e-3f);
          }
          assertFalse(
              Arrays.equals(got.get(0).logProbabilities(), got.get(3).logProbabilities()),
              "what is shown counts");
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void aBeginningIsThatOfWhatShowsItsImagesAndSaysItsWords(String name) {
    Prompt whole = GoldenNets.of(name).prompts().get(0);
    Prompt beginning = beginning(whole, 2);
    assertTrue(beginning.begins(whole));
    assertFalse(beginning.begins(beginning(whole, 2)), "nothing of its own");
    assertFalse(beginning.begins(new Prompt(whole.ids(), List.of())), "other images");
    int[] other = whole.ids().clone();
    other[other.length - 3]++;
    assertFalse(beginning.begins(new Prompt(other, whole.images())), "other words");
  }

  /** All but some tokens at the end. */
  private static Prompt beginning(Prompt prompt, int left) {
    return new Prompt(Arrays.copyOf(prompt.ids(), prompt.ids().length - left), prompt.images());
  }
}
