package io.depthlm.common.vlm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.depthlm.common.config.TrainConfig;
import io.depthlm.common.engine.Answer;
import io.depthlm.common.engine.Asking;
import io.depthlm.common.engine.DepthEngine;
import io.depthlm.common.engine.EngineSpec;
import io.depthlm.common.engine.Question;
import io.depthlm.common.engine.frames.FramePipeline;
import io.depthlm.common.engine.frames.FrameWork;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.geometry.LabelKind;
import io.depthlm.common.geometry.Pose;
import io.depthlm.common.imaging.FocalSetting;
import io.depthlm.common.imaging.ImageDecoder;
import io.depthlm.common.imaging.ImageLimits;
import io.depthlm.common.imaging.PngEncoder;
import io.depthlm.common.imaging.RgbImage;
import io.depthlm.common.task.AnswerFormat;
import io.depthlm.common.task.GroundTruthPoint;
import io.depthlm.common.task.PromptTemplate;
import io.depthlm.common.task.SystemPrompt;
import io.depthlm.common.task.TaskKind;
import io.depthlm.common.task.TaskSpec;
import io.depthlm.common.vlm.checkpoint.Checkpoint;
import io.depthlm.common.vlm.image.ImageProcessor;
import io.depthlm.common.vlm.image.PatchedImage;
import io.depthlm.common.vlm.model.Prompt;
import io.depthlm.common.vlm.text.PromptBuilder;
import io.depthlm.common.vlm.train.CropRange;
import io.depthlm.common.vlm.train.Example;
import io.depthlm.common.vlm.train.ExampleMaker;
import io.depthlm.common.vlm.train.ExampleRecipe;
import io.depthlm.common.vlm.train.SampleEncoder;
import io.depthlm.common.vlm.train.TrainingFrame;
import io.depthlm.common.vlm.train.TrainingSample;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A sample of training is the prompt of a sweep's question, token by token and patch by patch, and
 * then the answer: for every task, however its pixels are pointed at.
 */
class TrainingAsksAsSweepsDoTest {
  /** One focal length along each axis, and pictures of two sizes. */
  private static final List<Intrinsics> CAMERAS =
      List.of(new Intrinsics(100, 100, 55, 40, 120, 90), new Intrinsics(140, 140, 60, 50, 112, 96));

  private static final List<GroundTruthPoint> POINTS =
      List.of(
          new GroundTruthPoint(31, 44, LabelKind.Z, 2, 2.1),
          new GroundTruthPoint(90, 60.5, LabelKind.Z, 5, 5.7));

  private static final FocalSetting FOCAL = FocalSetting.official(150);

  @ParameterizedTest
  @CsvSource({
    "tiny-qwen, red_dot",
    "tiny-qwen, text",
    "tiny-qwen, token",
    "tiny-pixtral, red_arrow",
    "tiny-pixtral, token"
  })
  void aSampleBeginsWithThePromptOfTheQuestion(String checkpoint, String marker)
      throws IOException {
    List<TaskSpec> tasks =
        Arrays.stream(TaskKind.values())
            .map(kind -> new TaskSpec(kind, TaskSpec.parameterOf(kind).isEmpty() ? 0 : 2.5))
            .toList();
    List<byte[]> files = List.of(png(1), png(2));
    Path folder = TinyCheckpoints.folder(checkpoint);
    Checkpoint of = Checkpoint.open(folder);
    ImageProcessor images = ImageProcessor.open(folder, of.config());
    try (PromptBuilder prompts = PromptBuilder.open(folder, of.config(), SystemPrompt.TEMPLATE)) {
      QuestionReader reader = new QuestionReader(prompts, images, of.config().text(), 10);
      SampleEncoder encoder =
          new SampleEncoder(prompts, images, of.config(), TrainConfig.Loss.ANSWER);
      for (TaskSpec task : tasks) {
        Asking asking = asking(task, marker);
        QuestionReader.Read asked = reader.read(asked(asking, files));
        assertNull(asked.failure());
        assertSame(asked.prompt(), encoder.encode(taught(asking, files)), prompts, task);
      }
    }
  }

  private static Asking asking(TaskSpec task, String marker) {
    String pixels =
        switch (task.kind().pointsPerQuestion()) {
          case 0 -> "two pictures";
          case 1 -> "the {marker} at {x}, {y}";
          default -> "each {marker} at {x}, {y} and {x2}, {y2}";
        };
    return new Asking(
        task,
        new PromptTemplate("What about " + pixels + " of {width} x {height}?", task.kind()),
        marker,
        FOCAL,
        ImageLimits.DEFAULT);
  }

  private static byte[] png(int which) throws IOException {
    Intrinsics camera = CAMERAS.get(which - 1);
    byte[] rgb = new byte[3 * camera.widthPx() * camera.heightPx()];
    new Random(which).nextBytes(rgb);
    return PngEncoder.encode(new RgbImage(camera.widthPx(), camera.heightPx(), rgb));
  }

  /** The question as a sweep's pipeline hands it to an engine. */
  private static Question asked(Asking asking, List<byte[]> files) {
    List<FrameWork.Frame> frames = new ArrayList<>();
    for (int i = 0; i < asking.task().kind().framesPerQuestion(); i++) {
      byte[] file = files.get(i);
      frames.add(new FrameWork.Frame("frame" + i, CAMERAS.get(i), null, () -> file));
    }
    List<GroundTruthPoint> points = POINTS.subList(0, asking.task().kind().pointsPerQuestion());
    FrameWork.Ask ask =
        new FrameWork.Ask(
            0,
            "q",
            0,
            points.stream().mapToDouble(GroundTruthPoint::xPx).toArray(),
            points.stream().mapToDouble(GroundTruthPoint::yPx).toArray());
    List<Question> seen = Collections.synchronizedList(new ArrayList<>());
    try (FramePipeline pipeline =
        new FramePipeline(List.of(asking), new Listener(seen), EngineSpec.Needs.PIXELS, 1)) {
      pipeline.run(List.of(new FrameWork(frames, List.of(ask))).iterator()).next();
    }
    assertEquals(1, seen.size());
    return seen.get(0);
  }

  private record Listener(List<Question> seen) implements DepthEngine {
    @Override
    public List<Answer> answer(List<Question> questions) {
      seen.addAll(questions);
      return Collections.nCopies(
          questions.size(), new Answer.Failed("listening", Answer.Retry.NEVER, ""));
    }

    @Override
    public int batchSize() {
      return 1;
    }

    @Override
    public String device() {
      return "none";
    }

    @Override
    public void close() {
      // holds nothing
    }
  }

  private static Example taught(Asking asking, List<byte[]> files) {
    ExampleRecipe recipe = ExampleRecipe.of(asking, CropRange.WHOLE);
    List<TrainingFrame> frames = new ArrayList<>();
    for (int i = 0; i < asking.task().kind().framesPerQuestion(); i++) {
      double[] pose = new double[16];
      pose[3] = i;
      RgbImage image = ImageDecoder.decode(files.get(i), ImageLimits.DEFAULT);
      frames.add(
          TrainingFrame.prepare("frame" + i, image, CAMERAS.get(i), POINTS, recipe)
              .in(new Pose(pose), null));
    }
    List<Integer> labels =
        IntStream.range(0, asking.task().kind().pointsPerQuestion()).boxed().toList();
    return ExampleMaker.whole(frames, recipe, labels);
  }

  private static void assertSame(
      Prompt asked, TrainingSample taught, PromptBuilder prompts, TaskSpec task) {
    int[] ids = taught.conversation().ids();
    assertArrayEquals(asked.ids(), Arrays.copyOf(ids, asked.ids().length), task.toString());
    assertArrayEquals(asked.looks(), taught.conversation().looks(), task.toString());
    assertEquals(asked.images().size(), taught.conversation().images().size());
    for (int i = 0; i < asked.images().size(); i++) {
      PatchedImage one = asked.images().get(i);
      PatchedImage other = taught.conversation().images().get(i);
      assertEquals(one.grid().patches(), other.grid().patches());
      assertArrayEquals(one.base(), other.base());
      assertArrayEquals(one.changed(), other.changed());
      assertArrayEquals(one.changes(), other.changes());
    }
    long[] answer = Arrays.stream(ids, asked.ids().length, ids.length).asLongStream().toArray();
    String said = prompts.tokenizer().decode(answer);
    String opening = AnswerFormat.prefix(task.kind());
    assertEquals(opening, said.substring(0, opening.length()));
    for (int i = 0; i < ids.length; i++) {
      assertEquals(i >= asked.ids().length, taught.taught()[i], task + " token " + i);
    }
  }
}
