package io.depthlm.jobs.train;

import io.depthlm.common.config.OptimizerConfig;
import io.depthlm.common.config.TrainConfig;
import io.depthlm.common.core.Ids;
import io.depthlm.common.core.UserError;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.geometry.LabelKind;
import io.depthlm.common.geometry.Pose;
import io.depthlm.common.imaging.RgbImage;
import io.depthlm.common.task.GroundTruthPoint;
import io.depthlm.common.task.TaskSpec;
import io.depthlm.common.vlm.checkpoint.Checkpoint;
import io.depthlm.common.vlm.train.AdamW;
import io.depthlm.common.vlm.train.Compute;
import io.depthlm.common.vlm.train.CosineSchedule;
import io.depthlm.common.vlm.train.ExampleMaker;
import io.depthlm.common.vlm.train.ExampleRecipe;
import io.depthlm.common.vlm.train.SampleEncoder;
import io.depthlm.common.vlm.train.TrainerSettings;
import io.depthlm.common.vlm.train.TrainingCheckpoint;
import io.depthlm.common.vlm.train.TrainingFrame;
import io.depthlm.jobs.spark.AssignedGpus;
import io.depthlm.jobs.spark.Progress;
import io.depthlm.jobs.spark.Warehouse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The context of an execution of a run.
 *
 * @param sizes of the data sets
 * @param out the folder it writes
 * @param lease the right to; asked before each writing
 * @param base the checkpoint it started from
 * @param facts what decides its result: configuration, base and data
 * @param encoder of the base's tokens and patches
 * @param work a local folder, gone with the execution
 */
record TrainContext(
    Warehouse warehouse,
    TrainConfig train,
    FrameSizes sizes,
    TrainFolder out,
    FolderLease lease,
    Checkpoint base,
    SortedMap<String, String> facts,
    SampleEncoder encoder,
    Path work,
    Progress progress) {
  /** The fact that says what a run began with. */
  static final String BASE_CONTENT = "base.content";

  /** The run's id: its folder and its facts. */
  String trainId() {
    List<String> parts = new ArrayList<>(List.of("train", out.uri()));
    facts.forEach(
        (fact, value) -> {
          parts.add(fact);
          parts.add(value);
        });
    return Ids.of(parts.toArray(String[]::new));
  }

  /** How to step. */
  TrainerSettings settings() {
    OptimizerConfig optimizer = train.optimizer();
    int threads =
        train.threads() == null ? Runtime.getRuntime().availableProcessors() : train.threads();
    return new TrainerSettings(
        train.batch(),
        train.part(),
        threads,
        new CosineSchedule(
            optimizer.learningRate(),
            Math.round(optimizer.warmUpFraction() * train.steps()),
            train.steps()),
        new AdamW.Settings(
            optimizer.beta1(),
            optimizer.beta2(),
            optimizer.eps(),
            optimizer.weightDecay(),
            optimizer.clipNorm()));
  }

  /** Where this process trains, and in which numbers. */
  Compute compute() {
    return Computing.of(train).in(AssignedGpus.ofDriver(warehouse.spark().sparkContext()));
  }

  /** The check on held-out frames, or null. */
  HeldOutCheck check() {
    if (train.check() == null) {
      return null;
    }
    HeldOutFrames frames = new HeldOutFrames(this);
    Map<TaskSpec, List<HeldOutQuestion>> questions = new LinkedHashMap<>();
    for (TaskSpec task : train.tasks()) {
      questions.put(
          task,
          HeldOutQuestion.of(
              Recipes.heldOut(train, task), frames.of(task), train.check().points()));
    }
    return new HeldOutCheck(train, questions, encoder, work, compute());
  }

  /** Whether the model is checked after a step. */
  boolean isChecked(long step) {
    return train.check() != null
        && (step % train.check().everySteps() == 0 || step == train.steps());
  }

  /**
   * Finds out, before any frame is prepared, what would stop the run afterwards: a checkpoint of
   * another configuration, or a base that cannot be asked such a question.
   *
   * @throws UserError if the folder has states of another configuration
   * @throws io.depthlm.common.vlm.checkpoint.CheckpointException if the base's chat template cannot
   *     be used with the system prompt or the question
   */
  void checkBeforehand() throws IOException {
    Optional<Path> latest = out.latestState();
    if (latest.isPresent()) {
      TrainingCheckpoint.check(facts, latest.get(), fact -> !TrainingData.isFound(fact));
    }
    int sidePx = 224;
    double f = train.focal().isNative() ? sidePx : train.focal().focalPx();
    double centre = sidePx / 2.0;
    GroundTruthPoint point = new GroundTruthPoint(centre, centre, LabelKind.Z, 1, 1);
    for (TaskSpec task : train.tasks()) {
      ExampleRecipe recipe = Recipes.heldOut(train, task);
      TrainingFrame grey =
          TrainingFrame.prepare(
                  "a grey square",
                  new RgbImage(sidePx, sidePx, new byte[3 * sidePx * sidePx]),
                  new Intrinsics(f, f, centre, centre, sidePx, sidePx),
                  List.of(point, point),
                  recipe)
              .in(new Pose(new double[16]), null);
      encoder.encode(
          ExampleMaker.whole(
              Collections.nCopies(task.kind().framesPerQuestion(), grey),
              recipe,
              List.of(0, 1).subList(0, task.kind().pointsPerQuestion())));
    }
  }

  /** Says how the execution begins. */
  void begin(long step, String data) {
    String frozen =
        train.lora() == null ? "" : " frozen beside pairs of rank " + train.lora().rank();
    progress.say(
        "train %s: %,d parameters%s, %s, %,d of %,d steps done"
            .formatted(trainId(), base.parameters(), frozen, data, step, train.steps()));
  }

  /** The result of the execution. */
  TrainResult result(long step, HeldOut heldOut) {
    return new TrainResult(trainId(), out.uri(), step, train.steps(), heldOut);
  }
}
