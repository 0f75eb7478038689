package io.depthlm.jobs.train;

import io.depthlm.common.config.LoadedTrain;
import io.depthlm.common.config.OptimizerConfig;
import io.depthlm.common.config.TrainConfig;
import io.depthlm.common.config.TrainDataset;
import io.depthlm.common.core.Ids;
import io.depthlm.common.core.UserError;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.vlm.checkpoint.Checkpoint;
import io.depthlm.common.vlm.image.ImageProcessor;
import io.depthlm.common.vlm.text.PromptBuilder;
import io.depthlm.common.vlm.torch.TorchRuntime;
import io.depthlm.common.vlm.train.AdamW;
import io.depthlm.common.vlm.train.CosineSchedule;
import io.depthlm.common.vlm.train.MixedSamples;
import io.depthlm.common.vlm.train.SampleEncoder;
import io.depthlm.common.vlm.train.StepReport;
import io.depthlm.common.vlm.train.TrainableNet;
import io.depthlm.common.vlm.train.Trainer;
import io.depthlm.common.vlm.train.TrainerSettings;
import io.depthlm.common.vlm.train.TrainingCheckpoint;
import io.depthlm.jobs.spark.Progress;
import io.depthlm.jobs.spark.Warehouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;

/** Supervised fine-tuning. The same job again goes on after its last checkpoint. */
public final class TrainJob {
  private final Warehouse warehouse;
  private final LoadedTrain loaded;
  private final TrainConfig train;
  private final Configuration hadoop;

  /** A run over a warehouse's frames and points. */
  public TrainJob(Warehouse warehouse, LoadedTrain loaded) {
    this.warehouse = warehouse;
    this.loaded = loaded;
    this.train = loaded.train();
    this.hadoop = warehouse.spark().sparkContext().hadoopConfiguration();
  }

  /**
   * A dataset as it would be read.
   *
   * @param preparedBytes of all frames after the resize, in memory or on disk
   */
  public record Source(
      String name, String split, double weight, long frames, long labels, long preparedBytes) {}

  /**
   * What would be read; writes nothing. The last is the held-out one, with weight 0, if there is
   * one.
   *
   * @throws UserError if a dataset has no frame
   */
  public List<Source> dryRun() {
    List<Source> sources = new ArrayList<>();
    for (TrainDataset dataset : train.datasets()) {
      sources.add(source(dataset.name(), dataset.split(), dataset.weight()));
    }
    if (train.check() != null) {
      sources.add(source(train.check().dataset(), train.check().split(), 0));
    }
    return sources;
  }

  private Source source(String name, String split, double weight) {
    FrameRows.Size size = new FrameRows(warehouse, name, split).size(train.focal());
    return new Source(name, split, weight, size.frames(), size.labels(), size.preparedBytes());
  }

  /**
   * Trains from where the last execution stopped until the end, or until it is asked to stop; then
   * everything that going on needs is written.
   *
   * @param mostSteps so many steps at most in this execution
   * @throws UserError if the folder has states of another configuration or other data, or what is
   *     named cannot be used
   */
  public TrainResult run(long mostSteps, StopSignal stop, Progress progress) throws IOException {
    int threads =
        train.threads() == null ? Runtime.getRuntime().availableProcessors() : train.threads();
    // Torch's own threads would only get into the way of ours.
    TorchRuntime.start(1);
    Path work = Files.createTempDirectory("depthlm-train");
    warehouse.spark().sparkContext().setJobGroup("train", "train " + train.name(), false);
    try {
      TrainFolder out = new TrainFolder(hadoop, train.out(), work);
      BaseModel base = BaseModel.open(train.base(), hadoop, work);
      Checkpoint checkpoint = Checkpoint.open(base.folder());
      try (TrainingData data = TrainingData.load(warehouse, train, work, progress);
          PromptBuilder prompts =
              PromptBuilder.open(base.folder(), checkpoint.config(), Recipes.system(train))) {
        SortedMap<String, String> facts = new TreeMap<>(loaded.facts());
        facts.putAll(data.facts());
        facts.put("base.content", base.fingerprint());
        SampleEncoder encoder =
            new SampleEncoder(
                prompts,
                ImageProcessor.open(base.folder(), checkpoint.config()),
                checkpoint.config(),
                Recipes.loss(train));
        Run run = new Run(out, checkpoint, facts, encoder, data, threads, work, progress);
        return run.execute(mostSteps, stop);
      }
    } finally {
      warehouse.spark().sparkContext().clearJobGroup();
      LocalFolders.delete(work);
    }
  }

  /** One execution, with what it needs at hand. */
  private final class Run {
    private final TrainFolder out;
    private final Checkpoint base;
    private final SortedMap<String, String> facts;
    private final SampleEncoder encoder;
    private final TrainingData data;
    private final int threads;
    private final Path work;
    private final Progress progress;
    private final String trainId;

    Run(
        TrainFolder out,
        Checkpoint base,
        SortedMap<String, String> facts,
        SampleEncoder encoder,
        TrainingData data,
        int threads,
        Path work,
        Progress progress) {
      this.out = out;
      this.base = base;
      this.facts = facts;
      this.encoder = encoder;
      this.data = data;
      this.threads = threads;
      this.work = work;
      this.progress = progress;
      this.trainId = trainId();
    }

    private String trainId() {
      List<String> parts = new ArrayList<>(List.of("train", out.uri()));
      for (Map.Entry<String, String> fact : facts.entrySet()) {
        parts.add(fact.getKey());
        parts.add(fact.getValue());
      }
      return Ids.of(parts.toArray(String[]::new));
    }

    TrainResult execute(long mostSteps, StopSignal stop) throws IOException {
      Optional<Path> latest = out.latest();
      TrainerSettings settings = settings();
      try (TrainableNet net =
              latest.isPresent()
                  ? TrainingCheckpoint.load(latest.get(), DeviceSlot.CPU)
                  : TrainableNet.load(base, DeviceSlot.CPU);
          AdamW optimizer = new AdamW(net, settings.optimizer())) {
        if (latest.isPresent()) {
          TrainingCheckpoint.resume(net, optimizer, facts, latest.get());
        }
        progress.say(
            "train %s: %,d parameters, %s, %,d of %,d steps done"
                .formatted(
                    trainId, base.parameters(), data.describe(), optimizer.step(), train.steps()));
        HeldOut last = steps(net, optimizer, settings, mostSteps, stop);
        if (optimizer.step() == train.steps()) {
          out.publish(folder -> TrainingCheckpoint.writeModel(net, base, folder));
        }
        return new TrainResult(trainId, out.uri(), optimizer.step(), train.steps(), last);
      }
    }

    private HeldOut steps(
        TrainableNet net,
        AdamW optimizer,
        TrainerSettings settings,
        long mostSteps,
        StopSignal stop)
        throws IOException {
      HeldOutCheck check = check();
      HeldOut last = null;
      long first = optimizer.step();
      long saved = first;
      TrainingLog log = new TrainingLog(warehouse, train, trainId, first, progress);
      MixedSamples samples = new MixedSamples(data.parts(), encoder, train.part(), train.seed());
      try (Trainer trainer = new Trainer(net, optimizer, samples, settings)) {
        while (trainer.hasNext() && !stop.asked() && trainer.step() - first < mostSteps) {
          StepReport step = trainer.next();
          boolean checked =
              check != null
                  && (step.step() % train.check().everySteps() == 0 || !trainer.hasNext());
          HeldOut held = checked ? check.run(net, base) : null;
          last = held == null ? last : held;
          log.add(step, 1, held);
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

    /** Rows first: a row that is not there is never written later, one too many is replaced. */
    private void save(TrainableNet net, AdamW optimizer, TrainingLog log) throws IOException {
      log.flush();
      out.save(
          optimizer.step(),
          train.keep(),
          folder -> TrainingCheckpoint.write(net, optimizer, base, facts, folder));
    }

    private HeldOutCheck check() {
      if (train.check() == null) {
        return null;
      }
      return new HeldOutCheck(
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

    private TrainerSettings settings() {
      OptimizerConfig optimizer = train.optimizer();
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
  }
}
