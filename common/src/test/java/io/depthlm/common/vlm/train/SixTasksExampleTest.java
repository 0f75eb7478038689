package io.depthlm.common.vlm.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.config.Lesson;
import io.depthlm.common.config.TrainConfig;
import io.depthlm.common.core.UserError;
import io.depthlm.common.engine.Asking;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.geometry.LabelKind;
import io.depthlm.common.geometry.Pose;
import io.depthlm.common.imaging.FocalSetting;
import io.depthlm.common.imaging.ImageLimits;
import io.depthlm.common.imaging.Markers;
import io.depthlm.common.imaging.Marks;
import io.depthlm.common.imaging.RgbImage;
import io.depthlm.common.task.AnswerFormat;
import io.depthlm.common.task.AnswerParser;
import io.depthlm.common.task.AnswerRounding;
import io.depthlm.common.task.GroundTruthPoint;
import io.depthlm.common.task.PromptTemplate;
import io.depthlm.common.task.TaskKind;
import io.depthlm.common.task.TaskSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Lessons about two pixels and about two pictures. */
class SixTasksExampleTest {
  private static final CropRange CROPS = new CropRange(60, 120, 50, 90);
  private static final TaskSpec APART = TaskSpec.of(TaskKind.POINT_DISTANCE);
  private static final TaskSpec MOVED = TaskSpec.of(TaskKind.CAMERA_MOTION);

  /** Frames at half their size, so that a truth from resized pixels would show. */
  private static ExampleRecipe recipe(TaskSpec task, String words, int questions) {
    return new ExampleRecipe(
        new Asking(
            task,
            new PromptTemplate(words, task.kind()),
            "red_dot",
            FocalSetting.official(50),
            ImageLimits.DEFAULT),
        new CropRange(40, 60, 30, 45),
        Lesson.TASK,
        questions,
        AnswerRounding.NONE,
        AnswerFormat.Thinking.WITH);
  }

  private static TrainingFrame frame(
      String id,
      List<GroundTruthPoint> points,
      ExampleRecipe recipe,
      double[] centre,
      String next) {
    double[] pose = {1, 0, 0, centre[0], 0, 1, 0, centre[1], 0, 0, 1, centre[2], 0, 0, 0, 1};
    return TrainFixtures.frame(id, 0, points, recipe).in(new Pose(pose), next);
  }

  private static List<GroundTruthPoint> grid() {
    List<GroundTruthPoint> points = new ArrayList<>();
    for (int y = 8; y < TrainFixtures.HEIGHT; y += 13) {
      for (int x = 8; x < TrainFixtures.WIDTH; x += 17) {
        points.add(TrainFixtures.point(x, y));
      }
    }
    return points;
  }

  /** By the law of cosines: two distances along rays and the angle between these. */
  private static double apartM(GroundTruthPoint a, GroundTruthPoint b) {
    Intrinsics k = TrainFixtures.camera();
    double[] u = {(a.xPx() - k.cxPx()) / k.fxPx(), (a.yPx() - k.cyPx()) / k.fyPx(), 1};
    double[] v = {(b.xPx() - k.cxPx()) / k.fxPx(), (b.yPx() - k.cyPx()) / k.fyPx(), 1};
    double uu = u[0] * u[0] + u[1] * u[1] + 1;
    double vv = v[0] * v[0] + v[1] * v[1] + 1;
    double cosine = (u[0] * v[0] + u[1] * v[1] + 1) / Math.sqrt(uu * vv);
    double ra = a.zM() * Math.sqrt(uu);
    double rb = b.zM() * Math.sqrt(vv);
    return Math.sqrt(ra * ra + rb * rb - 2 * ra * rb * cosine);
  }

  private static double told(Example.Turn turn, TaskSpec task) {
    return AnswerParser.parse(turn.answer(), task).value();
  }

  private static MixedSamples samples(TrainFixtures.Side side, MixedSamples.Part... parts) {
    return new MixedSamples(List.of(parts), side.encoder(TrainConfig.Loss.ANSWER), 4, 7);
  }

  @Test
  void bothPixelsAreMarkedAndTheAnswerIsHowFarApartTheyAre() {
    ExampleRecipe recipe = recipe(APART, "{x},{y} to {x2},{y2}", 1);
    TrainingFrame frame = frame("one", grid(), recipe, new double[3], null);
    Set<List<Integer>> pairs = new HashSet<>();
    try (TrainFixtures.Side side = TrainFixtures.Side.of("tiny-qwen")) {
      MixedSamples samples =
          samples(side, new MixedSamples.Part("a", 1, recipe, TrainFixtures.of(List.of(frame))));
      for (int i = 0; i < 100; i++) {
        Example example = samples.example(i);
        List<Integer> labels = example.first().labels();
        assertEquals(2, Set.copyOf(labels).size());
        pairs.add(labels);
        RgbImage picture = example.picture().frame().image();
        int left = (60 - picture.widthPx()) / 2;
        int top = (45 - picture.heightPx()) / 2;
        List<Marks.Spot> spots = new ArrayList<>();
        Marks marks = Marks.NONE;
        for (int label : labels) {
          TrainingFrame.Label of = frame.labels().get(label);
          spots.add(new Marks.Spot(of.xPx() - left, of.yPx() - top));
          marks = marks.and(Markers.named("red_dot").paint(of.xPx() - left, of.yPx() - top));
        }
        assertArrayEquals(marks.xPx(), example.picture().marks().xPx());
        assertArrayEquals(marks.yPx(), example.picture().marks().yPx());
        assertEquals(
            "%d,%d to %d,%d"
                .formatted(
                    spots.get(0).xPx(), spots.get(0).yPx(), spots.get(1).xPx(), spots.get(1).yPx()),
            example.first().question());
        double truth =
            apartM(
                frame.labels().get(labels.get(0)).point(),
                frame.labels().get(labels.get(1)).point());
        assertEquals(truth, told(example.first(), APART), 0.005001);
      }
    }
    assertTrue(pairs.size() > 20, pairs::toString);
  }

  @Test
  void furtherPairsOfAPictureAreShownAgainAndNoPixelIsAskedTwice() {
    ExampleRecipe recipe = recipe(APART, "How far apart?", 3);
    TrainingFrame frame = frame("one", grid(), recipe, new double[3], null);
    try (TrainFixtures.Side side = TrainFixtures.Side.of("tiny-qwen")) {
      MixedSamples samples =
          samples(side, new MixedSamples.Part("a", 1, recipe, TrainFixtures.of(List.of(frame))));
      Example example = samples.example(3);
      assertEquals(3, example.turns().size());
      Set<Integer> asked = new HashSet<>();
      example.turns().forEach(turn -> asked.addAll(turn.labels()));
      assertEquals(6, asked.size());
      assertEquals(List.of(), example.first().looks());
      assertEquals(2, example.turns().get(1).looks().size());
      assertEquals(4, samples.at(3).conversation().looks().length);
    }
  }

  @Test
  void aPairOfOnePlaceIsNotAsked() {
    ExampleRecipe recipe = recipe(APART, "How far apart?", 1);
    GroundTruthPoint point = TrainFixtures.point(60, 45);
    TrainingFrame frame = frame("one", List.of(point, point), recipe, new double[3], null);
    try (TrainFixtures.Side side = TrainFixtures.Side.of("tiny-qwen")) {
      MixedSamples samples =
          samples(side, new MixedSamples.Part("a", 1, recipe, TrainFixtures.of(List.of(frame))));
      assertThrows(UserError.class, () -> samples.example(0));
    }
  }

  @Test
  void theCamerasMotionIsLearntFromTwoPicturesOfAScene() {
    ExampleRecipe recipe = recipe(MOVED, "How far?", 1);
    List<TrainingFrame> frames =
        List.of(
            frame("a", List.of(), recipe, new double[] {0, 0, 0}, "b"),
            frame("b", grid(), recipe, new double[] {1, 2, 2}, "c"),
            frame("c", grid(), recipe, new double[] {1, 5, -2}, null),
            frame("d", grid(), recipe, new double[3], "not there"),
            TrainFixtures.frame("e", 0, grid(), recipe).in(null, "a"));
    Set<String> seen = new HashSet<>();
    try (TrainFixtures.Side side = TrainFixtures.Side.of("tiny-qwen")) {
      MixedSamples samples =
          samples(side, new MixedSamples.Part("a", 1, recipe, TrainFixtures.of(frames)));
      for (int i = 0; i < 40; i++) {
        Example example = samples.example(i);
        assertEquals(2, example.pictures().size());
        example.pictures().forEach(picture -> assertEquals(0, picture.marks().size()));
        assertEquals(List.of(), example.first().labels());
        seen.add(example.frameId() + " " + told(example.first(), MOVED));
        assertEquals(2, samples.at(i).conversation().images().size());
      }
    }
    // 3 = |(1, 2, 2)| and 5 = |(0, 3, -4)| metres.
    assertEquals(Set.of("a 3.0", "b 5.0"), seen);
  }

  @Test
  void aTaskThatNoFrameCanBeAskedIsTold() {
    ExampleRecipe moved = recipe(MOVED, "How far?", 1);
    ExampleRecipe apart = recipe(APART, "How far apart?", 1);
    try (TrainFixtures.Side side = TrainFixtures.Side.of("tiny-qwen")) {
      TrainingFrame alone =
          frame("a", List.of(TrainFixtures.point(60, 45)), moved, new double[3], "b");
      for (ExampleRecipe recipe : List.of(moved, apart)) {
        UserError error =
            assertThrows(
                UserError.class,
                () ->
                    samples(
                        side,
                        new MixedSamples.Part(
                            "rooms", 1, recipe, TrainFixtures.of(List.of(alone)))));
        assertTrue(
            error.getMessage().contains("dataset 'rooms' has no frames to train the task"),
            error.getMessage());
      }
    }
  }

  @Test
  void aPlaceIsAskedOfOnePixelAndTwoPicturesOfOneQuestion() {
    for (TaskSpec task : List.of(APART, MOVED)) {
      UserError error =
          assertThrows(
              UserError.class,
              () ->
                  new ExampleRecipe(
                      TrainFixtures.asking(task.kind(), "How far?", "red_dot"),
                      CROPS,
                      Lesson.POSITION,
                      1,
                      AnswerRounding.NONE,
                      AnswerFormat.Thinking.WITH));
      assertTrue(error.getMessage().contains(task.kind().key()), error.getMessage());
    }
    assertThrows(UserError.class, () -> recipe(MOVED, "How far?", 2));
  }

  /** Distances of rays: the point's radial distance, over the seconds or the speed. */
  @Test
  void speedAndTimeDivideTheDistance() {
    TrainingFrame frame =
        frame(
            "one",
            List.of(new GroundTruthPoint(60, 45, LabelKind.RADIAL, 7, 9)),
            recipe(TaskSpec.speed(2), "How fast?", 1),
            new double[3],
            null);
    for (TaskSpec task : List.of(TaskSpec.speed(2), TaskSpec.time(1.5))) {
      Example example =
          ExampleMaker.whole(List.of(frame), recipe(task, "How much?", 1), List.of(0));
      assertEquals(task.parameter() == 2 ? 4.5 : 6, told(example.first(), task));
      assertTrue(example.first().answer().contains(" around 9.00 meters"), example::toString);
    }
  }
}
