package io.depthlm.jobs.train;

import io.depthlm.common.config.TrainConfig;
import io.depthlm.common.core.Folders;
import io.depthlm.common.core.UserError;
import io.depthlm.common.engine.Answer;
import io.depthlm.common.engine.DepthEngine;
import io.depthlm.common.engine.NumberChoice;
import io.depthlm.common.engine.NumberType;
import io.depthlm.common.engine.Question;
import io.depthlm.common.metrics.ImageSums;
import io.depthlm.common.metrics.Metric;
import io.depthlm.common.task.AnswerFormat;
import io.depthlm.common.task.AnswerParser;
import io.depthlm.common.task.ParseStatus;
import io.depthlm.common.task.ParsedAnswer;
import io.depthlm.common.task.TaskKind;
import io.depthlm.common.task.TaskSpec;
import io.depthlm.common.task.Truth;
import io.depthlm.common.vlm.VlmSpec;
import io.depthlm.common.vlm.checkpoint.Checkpoint;
import io.depthlm.common.vlm.train.Compute;
import io.depthlm.common.vlm.train.Example;
import io.depthlm.common.vlm.train.ExampleMaker;
import io.depthlm.common.vlm.train.ExampleRecipe;
import io.depthlm.common.vlm.train.SampleEncoder;
import io.depthlm.common.vlm.train.TrainableNet;
import io.depthlm.common.vlm.train.TrainingCheckpoint;
import io.depthlm.common.vlm.train.TrainingFrame;
import io.depthlm.common.vlm.train.TrainingSample;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks a fixed sample of held-out points: teacher-forced for the loss, and by the engine that
 * {@code predict} uses for δ1. For that the weights are written to a local disk and loaded again:
 * what is measured is what a sweep would measure.
 */
final class HeldOutCheck {
  private static final int MAX_ANSWER_TOKENS = 64;
  private static final int BATCH_TOKENS = 16_384;

  private final TrainConfig train;
  private final Compute compute;
  private final SampleEncoder encoder;
  private final Path folder;
  private final List<Point> points;

  private record Point(Example example, double truth) {}

  /**
   * @param frames labelled frames, at their whole size
   * @param folder on a local disk, for the weights
   * @param compute the device of the training, and its number format there
   */
  HeldOutCheck(
      TrainConfig train,
      List<TrainingFrame> frames,
      SampleEncoder encoder,
      Path folder,
      Compute compute) {
    this.train = train;
    this.compute = compute;
    this.encoder = encoder;
    this.folder = folder;
    this.points = points(train, frames);
    if (points.isEmpty()) {
      throw new UserError(
          "evaluate: no frame of '%s' can be used".formatted(train.check().dataset()),
          "check dataset and split");
    }
  }

  /** Frame by frame the first label, then the second, until there are enough. */
  private static List<Point> points(TrainConfig train, List<TrainingFrame> frames) {
    ExampleRecipe recipe = Recipes.heldOut(train);
    List<Point> points = new ArrayList<>();
    int most = frames.stream().mapToInt(f -> f.labels().size()).max().orElse(0);
    for (int label = 0; label < most; label++) {
      for (TrainingFrame frame : frames) {
        if (label >= frame.labels().size() || points.size() == train.check().points()) {
          continue;
        }
        Truth truth =
            Truth.of(
                train.task(),
                frame.frame().camera(),
                List.of(frame.labels().get(label).point()),
                List.of());
        if (truth.isUsable()) {
          points.add(new Point(ExampleMaker.whole(frame, recipe, label), truth.value()));
        }
      }
    }
    return points;
  }

  /** How many points it asks. */
  int size() {
    return points.size();
  }

  /** Checks the weights as they are. */
  HeldOut run(TrainableNet net, Checkpoint base) throws IOException {
    TrainableNet.HeldOut forced = new TrainableNet.HeldOut(0, 0, 0);
    for (int from = 0; from < points.size(); from += train.part()) {
      List<TrainingSample> batch =
          points.subList(from, Math.min(points.size(), from + train.part())).stream()
              .map(point -> encoder.encode(point.example()))
              .toList();
      forced = forced.and(net.evaluate(batch));
    }
    ImageSums sums = answers(net, base);
    return new HeldOut(
        forced.lossSum() / forced.tokens(),
        (double) forced.right() / forced.tokens(),
        sums.value(Metric.DELTA1),
        sums.value(Metric.ABS_REL),
        sums.tally().points(),
        sums.tally().unparsed() + sums.tally().failed());
  }

  private ImageSums answers(TrainableNet net, Checkpoint base) throws IOException {
    Path model = folder.resolve("held-out");
    Folders.delete(model);
    TrainingCheckpoint.writeModel(net, base, model);
    List<Question> questions = new ArrayList<>();
    for (Point point : points) {
      Example example = point.example();
      questions.add(
          new Question(
              example.frameId() + " " + example.first().label(),
              example.first().question(),
              List.of(example.picture())));
    }
    ImageSums sums = new ImageSums();
    try (DepthEngine engine = spec(model).open(compute.device())) {
      List<Answer> answers = engine.answer(questions);
      for (int i = 0; i < points.size(); i++) {
        count(sums, answers.get(i), points.get(i).truth());
      }
    }
    Folders.delete(model);
    return sums;
  }

  private void count(ImageSums sums, Answer answer, double truth) {
    if (answer instanceof Answer.Said said) {
      ParsedAnswer parsed = AnswerParser.parse(said.text(), train.task());
      if (parsed.status() == ParseStatus.OK) {
        sums.answered(parsed.value(), truth);
      } else {
        sums.unparsed();
      }
    } else {
      sums.failed();
    }
  }

  private VlmSpec spec(Path model) {
    // In f32 the model would take twice its memory beside the one that is trained.
    boolean onGpuInBf16 = compute.device().isGpu() && compute.type() == NumberType.BF16;
    return new VlmSpec(
        model.toString(),
        "held-out",
        onGpuInBf16 ? NumberChoice.BF16 : NumberChoice.F32,
        train.systemPrompt(),
        new VlmSpec.Decoding(MAX_ANSWER_TOKENS, List.of(AnswerFormat.STOP), template()),
        Math.max(1, train.part()),
        BATCH_TOKENS);
  }

  /** The learnt answer's words about its number; null where it holds others, computed from it. */
  private String template() {
    TaskKind kind = train.task().kind();
    return TaskSpec.parameterOf(kind).isEmpty()
        ? AnswerFormat.render(train.task(), 1.25, train.thinking()).replace("1.25", "{}")
        : null;
  }
}
