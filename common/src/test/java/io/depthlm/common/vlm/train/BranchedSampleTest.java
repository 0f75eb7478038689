package io.depthlm.common.vlm.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.imaging.FocalSetting;
import io.depthlm.common.imaging.ImageLimits;
import io.depthlm.common.task.AnswerFormat;
import io.depthlm.common.task.PromptTemplate;
import io.depthlm.common.task.TaskKind;
import io.depthlm.common.task.TaskSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Several questions about one picture are learnt as if each stood in a sample of its own. */
class BranchedSampleTest {
  private static ExampleRecipe recipe(int labels) {
    return new ExampleRecipe(
        TaskSpec.of(TaskKind.DISTANCE),
        new PromptTemplate("How far is {x},{y}?", TaskKind.DISTANCE),
        "text",
        FocalSetting.NATIVE,
        ImageLimits.DEFAULT,
        CropRange.WHOLE,
        Lesson.TASK,
        labels,
        0,
        AnswerFormat.Thinking.WITH);
  }

  /** Two pictures; the samples differ in length, so one is padded, and in how much is taught. */
  private static List<Example> examples(int labels) {
    ExampleRecipe recipe = recipe(labels);
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      TrainingFrame frame = TrainFixtures.frames(2, recipe).frame(i);
      SplittableRandom random = new SplittableRandom(i);
      examples.add(ExampleMaker.draw(frame, i == 0 ? recipe : recipe(3), random).orElseThrow());
    }
    return examples;
  }

  private static List<Example> apart(List<Example> examples) {
    List<Example> apart = new ArrayList<>();
    for (Example example : examples) {
      for (Example.Turn turn : example.turns()) {
        apart.add(new Example(example.frameId(), example.picture(), List.of(turn)));
      }
    }
    return apart;
  }

  @ParameterizedTest
  @CsvSource({"tiny-qwen, 5", "tiny-pixtral, 5", "tiny-qwen, 3", "tiny-pixtral, 3"})
  void gradientsAreTheSumOfTheQuestionsOwn(String name, int labels) {
    try (TrainFixtures.Side side = TrainFixtures.Side.of(name);
        TrainableNet net = TrainableNet.load(side.checkpoint(), Compute.ON_CPU)) {
      SampleEncoder encoder = side.encoder(LossOn.ANSWER);
      List<Example> together = examples(labels);
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
      SampleEncoder encoder = side.encoder(LossOn.ANSWER);
      Example example = examples(5).get(0);
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
      TrainingSample sample = side.encoder(LossOn.ALL_TEXT).encode(examples(5).get(0));
      int image = side.checkpoint().config().imageTokenId();
      int[] ids = sample.conversation().ids();
      int[] starts = sample.conversation().branches();
      for (int i = 0; i < ids.length; i++) {
        boolean begins = Arrays.binarySearch(starts, i) >= 0;
        assertEquals(i > 0 && ids[i] != image && !begins, sample.taught()[i], "token " + i);
      }
    }
  }
}
