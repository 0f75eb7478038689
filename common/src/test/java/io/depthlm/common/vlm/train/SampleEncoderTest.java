package io.depthlm.common.vlm.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.config.TrainConfig;
import io.depthlm.common.imaging.RgbImage;
import io.depthlm.common.vlm.image.PatchGrid;
import io.depthlm.common.vlm.image.PatchedImage;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A sample is what prediction would read, then the answer as the model would say it. */
class SampleEncoderTest {
  @ParameterizedTest
  @ValueSource(strings = {"tiny-qwen", "tiny-pixtral"})
  void theAnswerAndItsEndAreTaught(String name) {
    try (TrainFixtures.Side side = TrainFixtures.Side.of(name)) {
      Example example = example();
      TrainingSample sample = side.encoder(TrainConfig.Loss.ANSWER).encode(example);
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
      TrainingSample sample = side.encoder(TrainConfig.Loss.ALL_TEXT).encode(example());
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

  /** The last is too small for Qwen's processor, which enlarges it. */
  @ParameterizedTest
  @CsvSource({
    "tiny-qwen,200",
    "tiny-qwen,60",
    "tiny-qwen,40",
    "tiny-pixtral,60",
    "tiny-pixtral,24"
  })
  void anExportedPictureBecomesThePatchesOfTraining(String name, int widthPx) {
    try (TrainFixtures.Side side = TrainFixtures.Side.of(name)) {
      CropRange range = new CropRange(widthPx, widthPx, 50, 50);
      ExampleRecipe recipe = TrainFixtures.recipe(range);
      TrainingFrame frame = TrainFixtures.frames(1, recipe).frame(0);
      TokenGrid tokens = new TokenGrid(side.images().tokenPx());
      SplittableRandom random = new SplittableRandom(3);
      List<CroppedFrame> crop = List.of(tokens.cropped(frame, range, random));
      Example example = ExampleMaker.draw(crop, recipe, random).orElseThrow();
      RgbImage shown = example.shown(side.images().sizing()).get(0);
      PatchGrid grid = side.images().grid(shown.widthPx(), shown.heightPx());
      assertEquals(shown.widthPx(), grid.outWidthPx(), "the processor leaves it");
      assertEquals(shown.heightPx(), grid.outHeightPx(), "the processor leaves it");
      PatchedImage trained =
          side.encoder(TrainConfig.Loss.ANSWER).encode(example).conversation().images().get(0);
      float[] values = trained.base().clone();
      int length = values.length / grid.patches();
      for (int i = 0; i < trained.changed().length; i++) {
        System.arraycopy(
            trained.changes(), i * length, values, trained.changed()[i] * length, length);
      }
      assertArrayEquals(values, side.images().patch(shown).values());
    }
  }

  private static Example example() {
    ExampleRecipe recipe = TrainFixtures.recipe(CropRange.WHOLE);
    TrainingFrame frame = TrainFixtures.frames(1, recipe).frame(0);
    List<CroppedFrame> whole = List.of(CroppedFrame.whole(frame));
    return ExampleMaker.draw(whole, recipe, new SplittableRandom(3)).orElseThrow();
  }
}
