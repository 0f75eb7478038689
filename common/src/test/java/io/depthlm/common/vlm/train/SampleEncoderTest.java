package io.depthlm.common.vlm.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.imaging.Crop;
import io.depthlm.common.vlm.image.PatchGrid;
import io.depthlm.common.vlm.model.PatchedImage;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sample is what prediction would read, then the answer as the model would say it. */
class SampleEncoderTest {
  @ParameterizedTest
  @ValueSource(strings = {"tiny-qwen", "tiny-pixtral"})
  void theAnswerAndItsEndAreTaught(String name) {
    try (TrainFixtures.Side side = TrainFixtures.Side.of(name)) {
      Example example = example();
      TrainingSample sample = side.encoder(LossOn.ANSWER).encode(example);
      int[] ids = sample.conversation().ids();
      PatchGrid grid = side.images().grid(TrainFixtures.WIDTH, TrainFixtures.HEIGHT);
      long[] question = side.prompts().build(example.first().question(), List.of(grid)).ids();
      assertArrayEquals(question, Arrays.stream(ids, 0, question.length).asLongStream().toArray());
      for (int i = 0; i < ids.length; i++) {
        assertEquals(i >= question.length, sample.taught()[i], "token " + i);
      }
      long[] answer = Arrays.stream(ids, question.length, ids.length).asLongStream().toArray();
      assertEquals(example.first().answer(), side.prompts().tokenizer().decode(answer));
      int end = side.checkpoint().config().eosTokenIds().get(0);
      assertEquals(end, ids[ids.length - 1]);
      PatchedImage image = sample.conversation().images().get(0);
      assertEquals(grid.patches(), image.grid().patches());
      assertTrue(image.changed().length > 0, "the marker shows");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny-qwen", "tiny-pixtral"})
  void allTextIsAllButImageTokens(String name) {
    try (TrainFixtures.Side side = TrainFixtures.Side.of(name)) {
      TrainingSample sample = side.encoder(LossOn.ALL_TEXT).encode(example());
      int image = side.checkpoint().config().imageTokenId();
      int[] ids = sample.conversation().ids();
      int pictured = 0;
      for (int i = 0; i < ids.length; i++) {
        assertEquals(i > 0 && ids[i] != image, sample.taught()[i], "token " + i);
        pictured += ids[i] == image ? 1 : 0;
      }
      assertTrue(pictured > 1, "there are image tokens");
      assertEquals(ids.length - 1 - pictured, sample.taughtTokens());
    }
  }

  private static Example example() {
    ExampleRecipe recipe = TrainFixtures.recipe(CropRange.WHOLE);
    TrainingFrame frame = TrainFixtures.frames(1, recipe).frame(0);
    Crop whole = new Crop(0, 0, TrainFixtures.WIDTH, TrainFixtures.HEIGHT);
    return ExampleMaker.draw(frame, recipe, whole, new SplittableRandom(3)).orElseThrow();
  }
}
