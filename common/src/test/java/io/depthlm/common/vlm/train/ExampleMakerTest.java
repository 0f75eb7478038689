package io.depthlm.common.vlm.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.config.Lesson;
import io.depthlm.common.config.TrainConfig;
import io.depthlm.common.core.UserError;
import io.depthlm.common.engine.Asking;
import io.depthlm.common.imaging.Crop;
import io.depthlm.common.imaging.FocalSetting;
import io.depthlm.common.imaging.ImageLimits;
import io.depthlm.common.imaging.Markers;
import io.depthlm.common.imaging.Marks;
import io.depthlm.common.imaging.RgbImage;
import io.depthlm.common.task.AnswerFormat;
import io.depthlm.common.task.AnswerRounding;
import io.depthlm.common.task.GroundTruthPoint;
import io.depthlm.common.task.PromptTemplate;
import io.depthlm.common.task.TaskKind;
import io.depthlm.common.task.TaskSpec;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The picture, the marker and the answer of an example belong to one pixel. */
class ExampleMakerTest {
  private static final CropRange CROPS = new CropRange(40, 130, 30, 100);

  private static Optional<Example> draw(
      TrainingFrame frame, ExampleRecipe recipe, SplittableRandom random) {
    RgbImage image = frame.frame().image();
    Crop crop = recipe.crop().draw(image.widthPx(), image.heightPx(), random);
    return ExampleMaker.draw(List.of(new CroppedFrame(frame, crop)), recipe, random);
  }

  @Test
  void theMarkerPointsAtThePixelWhoseDepthIsTheAnswer() {
    ExampleRecipe recipe = TrainFixtures.recipe(CROPS);
    TrainingFrame frame = TrainFixtures.frames(1, recipe).frame(0);
    Set<String> sizes = new HashSet<>();
    Set<Integer> labels = new HashSet<>();
    for (int i = 0; i < 300; i++) {
      Example example = draw(frame, recipe, new SplittableRandom(i)).orElseThrow();
      RgbImage picture = example.picture().frame().image();
      sizes.add(picture.widthPx() + " x " + picture.heightPx());
      labels.add(example.first().labels().get(0));
      assertTrue(picture.widthPx() >= 40 && picture.heightPx() >= 30, sizes::toString);
      // The arrow's tip is the pixel left of the one that is meant, whose colour is its place.
      int x = example.picture().marks().xPx()[0] + 1;
      int y = example.picture().marks().yPx()[0];
      int at = 3 * (y * picture.widthPx() + x);
      GroundTruthPoint point = frame.labels().get(example.first().labels().get(0)).point();
      assertEquals((int) point.xPx(), picture.rgb()[at] & 0xff);
      assertEquals((int) point.yPx(), picture.rgb()[at + 1] & 0xff);
      String depth = "%.2f".formatted(point.zM());
      assertEquals(
          "<think> The point is around "
              + depth
              + " meters away from the camera. </think>\n\n"
              + "<answer> "
              + depth
              + " </answer>",
          example.first().answer());
      // Cut about the image's centre, to the pixel, and the camera's centre moved along.
      int left = (TrainFixtures.WIDTH - picture.widthPx()) / 2;
      assertEquals(TrainFixtures.camera().cxPx() - left, example.picture().frame().camera().cxPx());
    }
    assertTrue(sizes.size() > 100, () -> "only " + sizes.size() + " sizes of crops");
    assertTrue(labels.size() > 10, () -> "only labels " + labels);
  }

  @Test
  void aLabelThatTheCropLosesGivesWayToTheNearestInTheList() {
    ExampleRecipe recipe = TrainFixtures.recipe(new CropRange(40, 40, 30, 30));
    List<GroundTruthPoint> points =
        List.of(
            TrainFixtures.point(1, 1),
            TrainFixtures.point(60, 45),
            TrainFixtures.point(2, 2),
            TrainFixtures.point(3, 3),
            TrainFixtures.point(58, 44),
            TrainFixtures.point(119, 89));
    TrainingFrame frame = TrainFixtures.frame("corners", 0, points, recipe);
    int[] nearest = {1, 1, 1, 4, 4, 4};
    Set<Integer> drawn = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      SplittableRandom random = new SplittableRandom(i);
      SplittableRandom same = new SplittableRandom(i);
      same.nextLong(30, 31);
      same.nextLong(40, 41);
      int index = same.nextInt(points.size());
      drawn.add(index);
      assertEquals(
          nearest[index], draw(frame, recipe, random).orElseThrow().first().labels().get(0));
    }
    assertEquals(6, drawn.size());
  }

  @Test
  void noExampleWhereTheCropKeepsNoLabel() {
    ExampleRecipe recipe = TrainFixtures.recipe(new CropRange(20, 20, 20, 20));
    TrainingFrame frame =
        TrainFixtures.frame("corner", 0, List.of(TrainFixtures.point(1, 1)), recipe);
    assertEquals(Optional.empty(), draw(frame, recipe, new SplittableRandom(1)));
    try (TrainFixtures.Side side = TrainFixtures.Side.of("tiny-qwen")) {
      MixedSamples samples =
          new MixedSamples(
              List.of(
                  new MixedSamples.Part("corners", 1, recipe, TrainFixtures.of(List.of(frame)))),
              side.encoder(TrainConfig.Loss.ANSWER),
              1,
              1);
      UserError error = assertThrows(UserError.class, () -> samples.example(0));
      assertTrue(error.getMessage().contains("1000 draws of 'corners'"), () -> error.getMessage());
    }
  }

  @Test
  void labelsFollowTheResizeToTheUnifiedFocalLength() {
    ExampleRecipe half =
        ExampleRecipe.of(
            new Asking(
                TaskSpec.of(TaskKind.DISTANCE),
                new PromptTemplate("{x},{y} of {width} x {height}", TaskKind.DISTANCE),
                "text",
                FocalSetting.official(50),
                ImageLimits.DEFAULT),
            CropRange.WHOLE);
    TrainingFrame frame =
        TrainFixtures.frame("half", 0, List.of(TrainFixtures.point(81, 40)), half);
    Example example = draw(frame, half, new SplittableRandom(1)).orElseThrow();
    // int((81 - 55) * 0.5 + 27.5) = 40; the distance, not the depth, is asked.
    assertEquals("40,20 of 60 x 45", example.first().question());
    assertTrue(
        example.first().answer().endsWith("<answer> 162.80 </answer>"), example.first()::answer);
    assertEquals(0, example.picture().marks().size());
  }

  @Test
  void aGroupShowsPicturesOfOneSizeAndNoFrameIsFavoured() {
    ExampleRecipe full = TrainFixtures.recipe(CROPS);
    List<TrainingFrame> frames = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      frames.add(TrainFixtures.frames(1, full).frame(0));
    }
    ExampleRecipe half =
        ExampleRecipe.of(
            new Asking(
                full.task(),
                full.asking().prompt(),
                full.asking().markerName(),
                FocalSetting.official(50),
                ImageLimits.DEFAULT),
            CROPS);
    TrainingFrame small =
        TrainFixtures.frame("small", 0, List.of(TrainFixtures.point(60, 45)), half);
    frames.add(small);
    try (TrainFixtures.Side side = TrainFixtures.Side.of("tiny-qwen")) {
      MixedSamples samples =
          new MixedSamples(
              List.of(new MixedSamples.Part("a", 1, full, TrainFixtures.of(frames))),
              side.encoder(TrainConfig.Loss.ANSWER),
              4,
              7);
      int fromSmall = 0;
      Set<String> sizes = new HashSet<>();
      for (int group = 0; group < 400; group++) {
        Set<String> here = new HashSet<>();
        for (int i = 0; i < 4; i++) {
          Example example = samples.example(4 * group + i);
          RgbImage picture = example.picture().frame().image();
          here.add(picture.widthPx() + " x " + picture.heightPx());
          assertTrue(picture.widthPx() % 28 == 0 && picture.heightPx() % 28 == 0, here::toString);
          fromSmall += example.frameId().equals("small") ? 1 : 0;
        }
        assertEquals(1, here.size(), here::toString);
        sizes.addAll(here);
      }
      // 100 groups of 400 expected; five deviations are 43.
      assertEquals(400, fromSmall, 4 * 43);
      assertTrue(sizes.size() > 4, sizes::toString);
    }
  }

  @Test
  void aSampleFollowsFromSeedAndPositionAlone() {
    ExampleRecipe recipe = TrainFixtures.recipe(CROPS);
    try (TrainFixtures.Side side = TrainFixtures.Side.of("tiny-qwen")) {
      List<MixedSamples.Part> parts =
          List.of(
              new MixedSamples.Part("a", 3, recipe, TrainFixtures.frames(5, recipe)),
              new MixedSamples.Part("b", 1, recipe, TrainFixtures.frames(2, recipe)));
      MixedSamples one = new MixedSamples(parts, side.encoder(TrainConfig.Loss.ANSWER), 4, 7);
      MixedSamples again = new MixedSamples(parts, side.encoder(TrainConfig.Loss.ANSWER), 4, 7);
      MixedSamples other = new MixedSamples(parts, side.encoder(TrainConfig.Loss.ANSWER), 4, 8);
      Set<String> answers = new HashSet<>();
      int differs = 0;
      for (int i = 99; i >= 0; i--) {
        Example example = one.example(i);
        answers.add(example.frameId() + example.first().answer());
        assertEquals(example.first().answer(), again.example(i).first().answer());
        assertArrayEquals(
            example.picture().painted(), again.example(i).picture().painted(), "position " + i);
        differs += example.first().answer().equals(other.example(i).first().answer()) ? 0 : 1;
      }
      assertNotEquals(0, differs);
      assertTrue(answers.size() > 50, () -> answers.size() + " different examples of 100");
      int first = 0;
      for (int i = 0; i < 4000; i++) {
        // Frames 2 to 4 are only in the first dataset: 3 of its 5.
        first += Integer.parseInt(one.example(i).frameId().substring(5)) >= 2 ? 1 : 0;
      }
      // 4000 · 3/4 · 3/5 = 1800, five standard deviations are 157.
      assertEquals(1800, first, 157);
    }
  }

  @Test
  void theLessonOfPositionAsksForTheMarkersPlaceInTenths() {
    ExampleRecipe depth = TrainFixtures.recipe(CropRange.WHOLE);
    ExampleRecipe place = places(depth, "red_dot");
    TrainingFrame frame =
        TrainFixtures.frame("one", 0, List.of(TrainFixtures.point(60, 45)), place);
    Example example = draw(frame, place, new SplittableRandom(1)).orElseThrow();
    assertEquals("Where is the red dot?", example.first().question());
    // The crop starts at column 30 and row 20: (60 - 30) / 60 and (45 - 20) / 50.
    assertEquals(
        "<think> The point is around 5 5 </think>\n\n<answer> 5 5 </answer>",
        example.first().answer());
    UserError error = assertThrows(UserError.class, () -> places(depth, "text"));
    assertTrue(error.getMessage().contains("'text'"), error.getMessage());
  }

  private static ExampleRecipe places(ExampleRecipe depth, String marker) {
    return new ExampleRecipe(
        TrainFixtures.asking(depth.task().kind(), "How far is the {marker}?", marker),
        new CropRange(60, 60, 50, 50),
        Lesson.POSITION,
        1,
        AnswerRounding.NONE,
        AnswerFormat.Thinking.WITH);
  }

  private static ExampleRecipe byCoordinates(String marker, int labels) {
    return new ExampleRecipe(
        TrainFixtures.asking(TaskKind.DISTANCE, "{x},{y}", marker),
        new CropRange(90, 90, 70, 70),
        Lesson.TASK,
        labels,
        new AnswerRounding(2, 0),
        AnswerFormat.Thinking.WITHOUT);
  }

  @Test
  void severalLabelsOfOnePictureAreAskedByCoordinatesAndNoneTwice() {
    ExampleRecipe recipe = byCoordinates("text", 3);
    // The crop of 90 x 70 begins at column 15 and row 10: it keeps three of the four.
    TrainingFrame frame =
        TrainFixtures.frame(
            "four",
            0,
            List.of(
                TrainFixtures.point(2, 45),
                TrainFixtures.point(24, 47),
                TrainFixtures.point(60, 45),
                TrainFixtures.point(99, 75)),
            recipe);
    Set<String> orders = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      Example example = draw(frame, recipe, new SplittableRandom(i)).orElseThrow();
      Set<Integer> labels = new HashSet<>();
      for (Example.Turn turn : example.turns()) {
        labels.add(turn.labels().get(0));
        GroundTruthPoint point = frame.labels().get(turn.labels().get(0)).point();
        assertEquals(
            "%d,%d".formatted((int) point.xPx() - 15, (int) point.yPx() - 10), turn.question());
        double radialM = point.radialM();
        String told = new BigDecimal(radialM).round(new MathContext(2)).setScale(2).toPlainString();
        assertEquals("<answer> " + told + " </answer>", turn.answer());
      }
      assertEquals(Set.of(1, 2, 3), labels);
      assertEquals(3, example.turns().size());
      assertEquals(0, example.picture().marks().size());
      orders.add(example.turns().stream().map(Example.Turn::question).toList().toString());
    }
    assertEquals(6, orders.size());
    // More than there are: all there are.
    assertEquals(
        3,
        draw(frame, byCoordinates("text", 9), new SplittableRandom(1))
            .orElseThrow()
            .turns()
            .size());
  }

  @Test
  void onlyTheFirstLabelIsMarkedAndOthersAreLookedAt() {
    ExampleRecipe recipe = byCoordinates("red_dot", 3);
    // The last lies within the crop's margin: it can be looked at, not marked.
    List<GroundTruthPoint> points =
        List.of(
            TrainFixtures.point(24, 47), TrainFixtures.point(60, 45), TrainFixtures.point(16, 40));
    TrainingFrame frame = TrainFixtures.frame("three", 0, points, recipe);
    Set<Integer> marked = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      Example example = draw(frame, recipe, new SplittableRandom(i)).orElseThrow();
      assertEquals(3, example.turns().size());
      marked.add(example.first().labels().get(0));
      assertEquals(List.of(), example.first().looks());
      GroundTruthPoint first = points.get(example.first().labels().get(0));
      Marks dot = Markers.named("red_dot").paint((int) first.xPx() - 15, (int) first.yPx() - 10);
      assertArrayEquals(dot.xPx(), example.picture().marks().xPx());
      assertArrayEquals(dot.yPx(), example.picture().marks().yPx());
      for (Example.Turn turn : example.turns().subList(1, 3)) {
        GroundTruthPoint point = points.get(turn.labels().get(0));
        assertEquals(
            List.of(new Marks.Spot((int) point.xPx() - 15, (int) point.yPx() - 10)), turn.looks());
      }
    }
    assertEquals(Set.of(0, 1), marked);
  }
}
