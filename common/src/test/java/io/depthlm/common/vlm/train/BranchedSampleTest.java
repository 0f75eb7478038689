package io.depthlm.common.vlm.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.config.Lesson;
import io.depthlm.common.config.TrainConfig;
import io.depthlm.common.imaging.Marks;
import io.depthlm.common.task.AnswerFormat;
import io.depthlm.common.task.AnswerRounding;
import io.depthlm.common.task.TaskKind;
import io.depthlm.common.vlm.image.PatchGrid;
import io.depthlm.common.vlm.model.Prompt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Several questions about one picture are learnt as if each stood in a sample of its own. */
class BranchedSampleTest {
  private static ExampleRecipe recipe(String marker, int labels) {
    return new ExampleRecipe(
        TrainFixtures.asking(TaskKind.DISTANCE, "How far is {x},{y}?", marker),
        CropRange.WHOLE,
        Lesson.TASK,
        labels,
        AnswerRounding.NONE,
        AnswerFormat.Thinking.WITH);
  }

  /** Two pictures; the samples differ in length, so one is padded, and in how much is taught. */
  private static List<Example> examples(String marker, int labels) {
    ExampleRecipe recipe = recipe(marker, labels);
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      TrainingFrame frame = TrainFixtures.frames(2, recipe).frame(i);
      SplittableRandom random = new SplittableRandom(i);
      List<CroppedFrame> whole = List.of(CroppedFrame.whole(frame));
      examples.add(
          ExampleMaker.draw(whole, i == 0 ? recipe : recipe(marker, 3), random).orElseThrow());
    }
    return examples;
  }

  private static List<Example> apart(List<Example> examples) {
    List<Example> apart = new ArrayList<>();
    for (Example example : examples) {
      for (Example.Turn turn : example.turns()) {
        apart.add(new Example(example.frameId(), example.pictures(), List.of(turn)));
      }
    }
    return apart;
  }

  @ParameterizedTest
  @CsvSource({
    "tiny-qwen, text, 5",
    "tiny-pixtral, text, 5",
    "tiny-qwen, text, 3",
    "tiny-pixtral, text, 3",
    "tiny-qwen, red_dot, 5",
    "tiny-pixtral, red_dot, 5"
  })
  void gradientsAreTheSumOfTheQuestionsOwn(String name, String marker, int labels) {
    try (TrainFixtures.Side side = TrainFixtures.Side.of(name);
        TrainableNet net = TrainableNet.load(side.checkpoint(), Compute.ON_CPU)) {
      SampleEncoder encoder = side.encoder(TrainConfig.Loss.ANSWER);
      List<Example> together = examples(marker, labels);
      List<Example> apart = apart(together);
      assertEquals(labels + 3, apart.size());
      try (Gradients one = net.gradients(together.stream().map(encoder::encode).toList());
          Gradients sum = net.gradients(apart.stream().map(encoder::encode).toList())) {
        assertEquals(sum.tokens(), one.tokens());
        assertEquals(sum.right(), one.right());
        assertEquals(sum.lossSum(), one.lossSum(), 1e-4 * sum.lossSum());
        for (int i = 0; i < net.names().size(); i++) {
          float[] want = sum.tensors().get(i).toFloatArray();
          float[] got = one.tensors().get(i).toFloatArray();
          double most = 0;
          double differs = 0;
          for (int k = 0; k < want.length; k++) {
            most = Math.max(most, Math.abs(want[k]));
            differs = Math.max(differs, Math.abs(want[k] - got[k]));
          }
          assertTrue(
              differs <= 1e-4 * most, "%s: %g of %g".formatted(net.names().get(i), differs, most));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny-qwen", "tiny-pixtral"})
  void whatAllQuestionsBeginWithIsReadOnce(String name) {
    try (TrainFixtures.Side side = TrainFixtures.Side.of(name)) {
      SampleEncoder encoder = side.encoder(TrainConfig.Loss.ANSWER);
      Example example = examples("text", 5).get(0);
      TrainingSample sample = encoder.encode(example);
      int[] ids = sample.conversation().ids();
      int[] starts = sample.conversation().branches();
      assertEquals(5, starts.length);
      List<TrainingSample> apart = apart(List.of(example)).stream().map(encoder::encode).toList();
      for (int i = 0; i < 5; i++) {
        int[] alone = apart.get(i).conversation().ids();
        assertArrayEquals(
            Arrays.copyOf(alone, starts[0]), Arrays.copyOf(ids, starts[0]), "the beginning");
        int end = i == 4 ? ids.length : starts[i + 1];
        assertArrayEquals(
            Arrays.copyOfRange(alone, starts[0], alone.length),
            Arrays.copyOfRange(ids, starts[i], end));
        assertFalse(sample.taught()[starts[i]], "a question's words are not taught");
        for (int k = starts[0]; k < alone.length; k++) {
          assertEquals(apart.get(i).taught()[k], sample.taught()[starts[i] + k - starts[0]]);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny-qwen", "tiny-pixtral"})
  void allTextIsAllButImageTokensAndWhereBranchesBegin(String name) {
    try (TrainFixtures.Side side = TrainFixtures.Side.of(name)) {
      TrainingSample sample =
          side.encoder(TrainConfig.Loss.ALL_TEXT).encode(examples("text", 5).get(0));
      int image = side.checkpoint().config().imageTokenId();
      int[] ids = sample.conversation().ids();
      int[] starts = sample.conversation().branches();
      for (int i = 0; i < ids.length; i++) {
        boolean begins = Arrays.binarySearch(starts, i) >= 0;
        assertEquals(i > 0 && ids[i] != image && !begins, sample.taught()[i], "token " + i);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny-qwen", "tiny-pixtral"})
  void aLookShowsTheImageTokenOfItsPixelAgain(String name) {
    try (TrainFixtures.Side side = TrainFixtures.Side.of(name)) {
      SampleEncoder encoder = side.encoder(TrainConfig.Loss.ANSWER);
      Example example = examples("red_dot", 5).get(0);
      TrainingSample sample = encoder.encode(example);
      Prompt prompt = sample.conversation();
      PatchGrid grid = side.images().grid(TrainFixtures.WIDTH, TrainFixtures.HEIGHT);
      assertEquals(4, prompt.looks().length);
      int sidePx = grid.patchPx() * grid.mergeSize();
      for (int i = 0; i < 4; i++) {
        Marks.Spot look = example.turns().get(i + 1).looks().get(0);
        int x = look.xPx() * grid.outWidthPx() / TrainFixtures.WIDTH / sidePx;
        int y = look.yPx() * grid.outHeightPx() / TrainFixtures.HEIGHT / sidePx;
        assertEquals(y * (grid.columns() / grid.mergeSize()) + x, prompt.looks()[i]);
        // It stands right before the answer.
        int at = prompt.branches()[i + 1];
        while (!sample.taught()[at]) {
          at++;
        }
        assertEquals(side.checkpoint().config().imageTokenId(), prompt.ids()[at - 1]);
      }
      int image = side.checkpoint().config().imageTokenId();
      long tokens = Arrays.stream(prompt.ids()).filter(id -> id == image).count();
      assertEquals(grid.imageTokens() + 4, tokens);
    }
  }
}
