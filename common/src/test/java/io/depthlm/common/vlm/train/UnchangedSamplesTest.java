package io.depthlm.common.vlm.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.depthlm.common.config.Lesson;
import io.depthlm.common.config.TrainConfig;
import io.depthlm.common.core.Ids;
import io.depthlm.common.task.AnswerFormat;
import io.depthlm.common.task.AnswerRounding;
import io.depthlm.common.task.TaskKind;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Samples of tasks about one pixel stay as they are, to the bit: a run that was stopped continues
 * under a later version with the samples it would have had. The digests are those of the version
 * that learnt one-pixel tasks only.
 */
class UnchangedSamplesTest {
  private static final CropRange CROPS = new CropRange(40, 130, 30, 100);

  @ParameterizedTest
  @CsvSource({"tiny-qwen,e22586158718e2fa", "tiny-pixtral,cb4792ea53c013de"})
  void samplesOfOnePixelTasksKeepTheirDigest(String checkpoint, String digest) {
    try (TrainFixtures.Side side = TrainFixtures.Side.of(checkpoint)) {
      MixedSamples samples =
          new MixedSamples(parts(), side.encoder(TrainConfig.Loss.ALL_TEXT), 4, 7);
      MessageDigest all = Ids.sha256();
      for (int i = 0; i < 60; i++) {
        digest(all, samples.at(i));
      }
      assertEquals(digest, HexFormat.of().formatHex(all.digest(), 0, 8));
    }
  }

  private static List<MixedSamples.Part> parts() {
    ExampleRecipe whole = TrainFixtures.recipe(CropRange.WHOLE);
    ExampleRecipe axis = TrainFixtures.recipe(CROPS);
    ExampleRecipe place = recipe(TaskKind.AXIS_DISTANCE, "red_dot", Lesson.POSITION);
    ExampleRecipe text = recipe(TaskKind.DISTANCE, "text", Lesson.TASK);
    return List.of(
        new MixedSamples.Part("axis", 3, axis, TrainFixtures.frames(5, whole)),
        new MixedSamples.Part("place", 2, place, TrainFixtures.frames(2, whole)),
        new MixedSamples.Part("text", 2, text, TrainFixtures.frames(3, whole)));
  }

  private static ExampleRecipe recipe(TaskKind task, String marker, Lesson lesson) {
    return new ExampleRecipe(
        TrainFixtures.asking(
            task, "How far is the {marker} at {x}, {y} of {width} x {height}?", marker),
        CROPS,
        lesson,
        3,
        new AnswerRounding(2, 24),
        AnswerFormat.Thinking.WITHOUT);
  }

  private static void digest(MessageDigest all, TrainingSample sample) {
    ints(all, sample.conversation().ids());
    ints(all, sample.conversation().looks());
    ints(all, sample.conversation().branches());
    for (boolean taught : sample.taught()) {
      all.update((byte) (taught ? 1 : 0));
    }
    sample
        .conversation()
        .images()
        .forEach(
            image -> {
              floats(all, image.base());
              ints(all, image.changed());
              floats(all, image.changes());
            });
  }

  private static void ints(MessageDigest all, int[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length);
    bytes.asIntBuffer().put(values);
    all.update(bytes);
  }

  private static void floats(MessageDigest all, float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length);
    bytes.asFloatBuffer().put(values);
    all.update(bytes);
  }
}
