package io.depthlm.jobs.train;

import io.depthlm.common.config.TrainConfig;
import io.depthlm.common.vlm.train.AdamW;
import io.depthlm.common.vlm.train.Compute;
import io.depthlm.common.vlm.train.Lora;
import io.depthlm.common.vlm.train.MixedSamples;
import io.depthlm.common.vlm.train.StepReport;
import io.depthlm.common.vlm.train.TrainableNet;
import io.depthlm.common.vlm.train.Trainer;
import io.depthlm.common.vlm.train.TrainingCheckpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Trains in the driver's process. */
final class OneWorker {
  private final TrainContext context;
  private final TrainConfig train;
  private final MixedSamples samples;

  OneWorker(TrainContext context, MixedSamples samples) {
    this.context = context;
    this.train = context.train();
    this.samples = samples;
  }

  /** Goes on from the last checkpoint; stops at the end, when asked or after so many steps. */
  TrainResult run(long mostSteps, StopSignal stop, String data) throws IOException {
    Optional<Path> latest = context.out().latest();
    if (latest.isPresent()) {
      TrainingCheckpoint.step(context.facts(), latest.get());
    }
    Lora lora = Recipes.lora(train);
    Compute compute = context.compute();
    try (TrainableNet net =
            latest.isPresent()
                ? TrainingCheckpoint.load(latest.get(), context.base(), lora, compute)
                : TrainableNet.load(context.base(), lora, compute);
        AdamW optimizer = new AdamW(net, context.settings().optimizer())) {
      if (latest.isPresent()) {
        TrainingCheckpoint.resume(net, optimizer, context.facts(), latest.get());
      }
      context.begin(optimizer.step(), data);
      HeldOut last = steps(net, optimizer, mostSteps, stop);
      if (optimizer.step() == train.steps()) {
        context.lease().check();
        context.out().publish(folder -> TrainingCheckpoint.writeModel(net, context.base(), folder));
      }
      return context.result(optimizer.step(), last);
    }
  }

  private HeldOut steps(TrainableNet net, AdamW optimizer, long mostSteps, StopSignal stop)
      throws IOException {
    HeldOutCheck check = context.check();
    HeldOut last = null;
    long first = optimizer.step();
    long saved = first;
    TrainingLog log = new TrainingLog(context, first);
    try (Trainer trainer = new Trainer(net, optimizer, samples, context.settings())) {
      while (trainer.hasNext() && !stop.asked() && trainer.step() - first < mostSteps) {
        StepReport step = trainer.next();
        HeldOut held = context.isChecked(step.step()) ? check.run(net, context.base()) : null;
        last = held == null ? last : held;
        log.add(step, held);
        if (step.step() % train.checkpointEverySteps() == 0) {
          save(net, optimizer, log);
          saved = step.step();
        }
      }
      if (saved < trainer.step()) {
        save(net, optimizer, log);
      }
    }
    return last;
  }

  /** Rows first: one that is missing is never written later, one too many is replaced. */
  private void save(TrainableNet net, AdamW optimizer, TrainingLog log) throws IOException {
    context.lease().check();
    log.flush();
    context
        .out()
        .save(
            optimizer.step(),
            train.keep(),
            folder ->
                TrainingCheckpoint.write(net, optimizer, context.base(), context.facts(), folder));
  }
}
