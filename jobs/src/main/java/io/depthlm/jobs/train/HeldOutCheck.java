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
import io.depthlm.common.task.TaskSpec;
import io.depthlm.common.vlm.VlmSpec;
import io.depthlm.common.vlm.checkpoint.Checkpoint;
import io.depthlm.common.vlm.train.Compute;
import io.depthlm.common.vlm.train.Example;
import io.depthlm.common.vlm.train.SampleEncoder;
import io.depthlm.common.vlm.train.TrainableNet;
import io.depthlm.common.vlm.train.TrainingCheckpoint;
import io.depthlm.common.vlm.train.TrainingSample;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Asks a fixed sample of held-out questions: teacher-forced for the loss, and by the engine that
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
  private final Map<TaskSpec, List<HeldOutQuestion>> questions;

  /**
   * @param questions of each task, at least one
   * @param folder on a local disk, for the weights
   * @param compute the device of the training, and its number format there
   */
  HeldOutCheck(
      TrainConfig train,
      Map<TaskSpec, List<HeldOutQuestion>> questions,
      SampleEncoder encoder,
      Path folder,
      Compute compute) {
    this.train = train;
    this.compute = compute;
    this.encoder = encoder;
    this.folder = folder;
    this.questions = new LinkedHashMap<>(questions);
    questions.forEach(
        (task, of) -> {
          if (of.isEmpty()) {
            throw new UserError(
                "evaluate: no frame of '%s' can be used for the task '%s'"
                    .formatted(train.check().dataset(), task.kind().key()),
                "check dataset and split");
          }
        });
  }

  /** How many questions it asks. */
  int size() {
    return questions.values().stream().mapToInt(List::size).sum();
  }

  /** Checks the weights as they are. */
  HeldOut run(TrainableNet net, Checkpoint base) throws IOException {
    Path model = folder.resolve("held-out");
    Folders.delete(model);
    TrainingCheckpoint.writeModel(net, base, model);
    TrainableNet.HeldOut allForced = new TrainableNet.HeldOut(0, 0, 0);
    ImageSums allAnswers = new ImageSums();
    List<HeldOut.OfTask> tasks = new ArrayList<>();
    try (DepthEngine engine = spec(model).open(compute.device())) {
      for (Map.Entry<TaskSpec, List<HeldOutQuestion>> of : questions.entrySet()) {
        TrainableNet.HeldOut forced = forced(net, of.getValue());
        ImageSums answers = new ImageSums();
        answers(engine, of.getValue(), answers, allAnswers);
        allForced = allForced.and(forced);
        TaskSpec task = of.getKey();
        tasks.add(
            new HeldOut.OfTask(task.kind().key(), task.parameters(), figures(forced, answers)));
      }
    }
    Folders.delete(model);
    return new HeldOut(figures(allForced, allAnswers), tasks);
  }

  private static HeldOut.Figures figures(TrainableNet.HeldOut forced, ImageSums answers) {
    double absRel = answers.value(Metric.ABS_REL);
    return new HeldOut.Figures(
        forced.lossSum() / forced.tokens(),
        (double) forced.right() / forced.tokens(),
        answers.value(Metric.DELTA1),
        Double.isNaN(absRel) ? null : absRel,
        answers.tally().points(),
        answers.tally().unparsed() + answers.tally().failed());
  }

  private TrainableNet.HeldOut forced(TrainableNet net, List<HeldOutQuestion> of) {
    TrainableNet.HeldOut forced = new TrainableNet.HeldOut(0, 0, 0);
    for (int from = 0; from < of.size(); from += train.part()) {
      List<TrainingSample> batch =
          of.subList(from, Math.min(of.size(), from + train.part())).stream()
              .map(question -> encoder.encode(question.example()))
              .toList();
      forced = forced.and(net.evaluate(batch));
    }
    return forced;
  }

  private static void answers(
      DepthEngine engine, List<HeldOutQuestion> of, ImageSums task, ImageSums all) {
    List<Question> asked = new ArrayList<>();
    for (HeldOutQuestion question : of) {
      Example example = question.example();
      asked.add(
          new Question(
              example.frameId() + " " + example.first().labels(),
              example.first().question(),
              example.pictures()));
    }
    List<Answer> answers = engine.answer(asked);
    for (int i = 0; i < of.size(); i++) {
      count(task, answers.get(i), of.get(i));
      count(all, answers.get(i), of.get(i));
    }
  }

  private static void count(ImageSums sums, Answer answer, HeldOutQuestion question) {
    if (answer instanceof Answer.Said said) {
      ParsedAnswer parsed = AnswerParser.parse(said.text(), question.task());
      if (parsed.status() == ParseStatus.OK) {
        sums.answered(parsed.value(), question.truth());
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

  /**
   * The learnt answer's words about its number; null where it holds others, computed from it, or
   * where several tasks have different words. The answers are the same without.
   */
  private String template() {
    if (questions.size() > 1) {
      return null;
    }
    TaskSpec task = questions.keySet().iterator().next();
    return TaskSpec.parameterOf(task.kind()).isEmpty()
        ? AnswerFormat.render(task, 1.25, train.thinking()).replace("1.25", "{}")
        : null;
  }
}
