package io.depthlm.jobs.train;

import io.depthlm.common.config.OptimizerConfig;
import io.depthlm.common.config.TrainConfig;
import io.depthlm.common.core.Ids;
import io.depthlm.common.vlm.checkpoint.Checkpoint;
import io.depthlm.common.vlm.train.AdamW;
import io.depthlm.common.vlm.train.CosineSchedule;
import io.depthlm.common.vlm.train.SampleEncoder;
import io.depthlm.common.vlm.train.TrainerSettings;
import io.depthlm.jobs.spark.Progress;
import io.depthlm.jobs.spark.Warehouse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/**
 * What an execution of a run has at hand.
 *
 * @param out the folder it writes
 * @param base the checkpoint it started from
 * @param facts what decides its result: configuration, base and data
 * @param encoder of the base's tokens and patches
 * @param work a local folder, gone with the execution
 */
record TrainContext(
    Warehouse warehouse,
    TrainConfig train,
    TrainFolder out,
    Checkpoint base,
    SortedMap<String, String> facts,
    SampleEncoder encoder,
    Path work,
    Progress progress) {

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

  /** The check on held-out frames, or null. */
  HeldOutCheck check() {
    return train.check() == null
        ? null
        : new HeldOutCheck(
            train,
            TrainingData.sample(
                warehouse,
                train,
                train.check().dataset(),
                train.check().split(),
                train.check().points()),
            encoder,
            work);
  }

  /** Whether the model is checked after a step. */
  boolean isChecked(long step) {
    return train.check() != null
        && (step % train.check().everySteps() == 0 || step == train.steps());
  }

  /** Says how the execution begins. */
  void begin(long step, String data) {
    progress.say(
        "train %s: %,d parameters, %s, %,d of %,d steps done"
            .formatted(trainId(), base.parameters(), data, step, train.steps()));
  }

  /** What it came to. */
  TrainResult result(long step, HeldOut heldOut) {
    return new TrainResult(trainId(), out.uri(), step, train.steps(), heldOut);
  }
}
