package io.depthlm.jobs.train;

import io.depthlm.common.core.Folders;
import io.depthlm.common.core.UserError;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.vlm.checkpoint.Checkpoint;
import io.depthlm.common.vlm.image.ImageProcessor;
import io.depthlm.common.vlm.text.PromptBuilder;
import io.depthlm.common.vlm.torch.TorchRuntime;
import io.depthlm.common.vlm.train.AdamW;
import io.depthlm.common.vlm.train.MixedSamples;
import io.depthlm.common.vlm.train.SampleEncoder;
import io.depthlm.common.vlm.train.StepReport;
import io.depthlm.common.vlm.train.TrainableNet;
import io.depthlm.common.vlm.train.Trainer;
import io.depthlm.common.vlm.train.TrainingCheckpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.apache.spark.broadcast.Broadcast;

/**
 * One of several workers, for some steps. All begin with the folder's last checkpoint; the first of
 * them writes the next one, and the model after the last step.
 */
final class Worker {
  private final WorkerPlan plan;
  private final int rank;

  Worker(WorkerPlan plan, int rank) {
    this.plan = plan;
    this.rank = rank;
  }

  /**
   * Steps until so many are done in all.
   *
   * @param given the device that Spark gave this worker
   * @param host this worker's address
   * @param tellAll as {@link RingExchange#join} wants it
   * @return the steps, from the first worker; nothing from the others, who did the same
   */
  List<StepReport> run(
      long untilStep, DeviceSlot given, String host, UnaryOperator<List<String>> tellAll) {
    TorchRuntime.start(1);
    List<FrameStore> stores = new ArrayList<>();
    try {
      Path work = Files.createTempDirectory("depthlm-worker");
      try {
        return run(untilStep, given, host, tellAll, work, stores);
      } finally {
        stores.forEach(FrameStore::close);
        Folders.delete(work);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("worker " + rank, e);
    }
  }

  private List<StepReport> run(
      long untilStep,
      DeviceSlot given,
      String host,
      UnaryOperator<List<String>> tellAll,
      Path work,
      List<FrameStore> stores)
      throws IOException {
    TrainFolder out = new TrainFolder(plan.hadoop().configuration(), plan.outUri(), work);
    Path latest =
        out.latest()
            .orElseThrow(
                () -> new IllegalStateException("no checkpoint in " + plan.outUri() + " here"));
    Path folder = plan.lora() == null ? latest : base(work);
    Checkpoint checkpoint = Checkpoint.open(folder);
    List<StepReport> reports = new ArrayList<>();
    try (PromptBuilder prompts = PromptBuilder.open(folder, checkpoint.config(), plan.system());
        TrainableNet net =
            TrainingCheckpoint.load(latest, checkpoint, plan.lora(), plan.computing().in(given));
        AdamW optimizer = new AdamW(net, plan.settings().optimizer());
        RingExchange ring =
            RingExchange.join(rank, plan.shares().size(), host, plan.secret(), tellAll)) {
      TrainingCheckpoint.resume(net, optimizer, plan.facts(), latest);
      SampleEncoder encoder =
          new SampleEncoder(
              prompts,
              ImageProcessor.open(folder, checkpoint.config()),
              checkpoint.config(),
              plan.loss());
      MixedSamples samples =
          new MixedSamples(
              parts(work, stores), encoder, plan.settings().partSamples(), plan.seed());
      try (Trainer trainer =
          new Trainer(net, optimizer, samples, plan.settings(), plan.shares().get(rank), ring)) {
        while (trainer.step() < untilStep) {
          reports.add(trainer.next());
        }
      }
      if (rank == 0) {
        out.save(
            optimizer.step(),
            plan.keep(),
            into -> TrainingCheckpoint.write(net, optimizer, checkpoint, plan.facts(), into));
        if (optimizer.step() == plan.settings().schedule().steps()) {
          out.publish(into -> TrainingCheckpoint.writeModel(net, checkpoint, into));
        }
      }
    }
    return rank == 0 ? reports : List.of();
  }

  /** What the run began with: a state of low-rank pairs does not repeat it. */
  private Path base(Path work) throws IOException {
    BaseModel base = BaseModel.open(plan.base(), plan.hadoop().configuration(), work);
    if (!base.fingerprint().equals(plan.facts().get(TrainContext.BASE_CONTENT))) {
      throw new UserError(
          "base is another checkpoint on this worker than on the driver",
          "name a folder that all executors reach by the same URI");
    }
    return base.folder();
  }

  private List<MixedSamples.Part> parts(Path work, List<FrameStore> stores) {
    AtomicLong budget = new AtomicLong(plan.memoryMb() << 20);
    for (List<Broadcast<byte[][]>> chunks : plan.frames()) {
      FrameStore store = new FrameStore(budget, work);
      stores.add(store);
      for (Broadcast<byte[][]> chunk : chunks) {
        for (byte[] frame : chunk.value()) {
          store.add(frame);
        }
      }
    }
    List<MixedSamples.Part> parts = new ArrayList<>();
    for (WorkerPlan.DatasetPart lesson : plan.lessons()) {
      FrameStore store = stores.get(lesson.frames());
      parts.add(new MixedSamples.Part(lesson.name(), lesson.weight(), lesson.recipe(), store));
    }
    return parts;
  }
}
