package io.depthlm.jobs.train;

import io.depthlm.common.config.LoadedTrain;
import io.depthlm.common.config.TrainConfig;
import io.depthlm.common.config.TrainDataset;
import io.depthlm.common.core.Folders;
import io.depthlm.common.core.UserError;
import io.depthlm.common.task.TaskSpec;
import io.depthlm.common.vlm.checkpoint.Checkpoint;
import io.depthlm.common.vlm.image.ImageProcessor;
import io.depthlm.common.vlm.text.PromptBuilder;
import io.depthlm.common.vlm.torch.TorchRuntime;
import io.depthlm.common.vlm.train.MixedSamples;
import io.depthlm.common.vlm.train.SampleEncoder;
import io.depthlm.jobs.spark.JobGroup;
import io.depthlm.jobs.spark.Progress;
import io.depthlm.jobs.spark.Warehouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;

/** Supervised fine-tuning. Running the same job again continues after its last checkpoint. */
public final class TrainJob {
  private final Warehouse warehouse;
  private final LoadedTrain loaded;
  private final TrainConfig train;
  private final Configuration hadoop;
  private final FrameSizes sizes;

  /** A run over a warehouse's frames and points. */
  public TrainJob(Warehouse warehouse, LoadedTrain loaded) {
    this.warehouse = warehouse;
    this.loaded = loaded;
    this.train = loaded.train();
    this.hadoop = warehouse.spark().sparkContext().hadoopConfiguration();
    this.sizes = new FrameSizes(train.focal());
  }

  /**
   * A dataset as it would be read.
   *
   * @param preparedBytes of all frames after the resize, in memory or on disk
   */
  public record Source(
      String name, String split, double weight, long frames, long labels, long preparedBytes) {}

  /**
   * The data that would be read; writes nothing. The last is the held-out one, with weight 0, if
   * there is one.
   *
   * @throws UserError if a dataset has no frame
   */
  public List<Source> dryRun() {
    List<Source> sources = new ArrayList<>();
    for (TrainDataset dataset : train.datasets()) {
      String split = dataset.split();
      sources.add(source(dataset.name(), split, dataset.weight()));
      need(train.taskOf(dataset), dataset.name(), split);
    }
    if (train.check() != null) {
      sources.add(source(train.check().dataset(), train.check().split(), 0));
      train.tasks().forEach(task -> need(task, train.check().dataset(), train.check().split()));
    }
    return sources;
  }

  private Source source(String name, String split, double weight) {
    FrameRows.Size size = sizes.of(new FrameRows(warehouse, name, split, FrameRows.Which.LABELLED));
    return new Source(name, split, weight, size.frames(), size.labels(), size.preparedBytes());
  }

  /**
   * Looks for the pairs of a task about two pictures.
   *
   * @throws UserError if there are none
   */
  private void need(TaskSpec task, String name, String split) {
    if (FrameRows.Which.of(task) == FrameRows.Which.PAIRED) {
      sizes.of(new FrameRows(warehouse, name, split, FrameRows.Which.PAIRED));
    }
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
    // Torch's own threads would only get into the way of ours.
    TorchRuntime.start(1);
    Path work = Files.createTempDirectory("depthlm-train");
    try (JobGroup ignored = JobGroup.of(warehouse.spark(), "train", "train " + train.name())) {
      ManyWorkers.check(warehouse.spark().sparkContext(), train.shares().size());
      List<Source> sources = dryRun();
      TrainFolder out = new TrainFolder(hadoop, train.out(), work);
      BaseModel base = BaseModel.open(train.base(), hadoop, work);
      Checkpoint checkpoint = Checkpoint.open(base.folder());
      try (FolderLease lease = out.lease();
          PromptBuilder prompts =
              PromptBuilder.open(base.folder(), checkpoint.config(), train.systemPrompt())) {
        SampleEncoder encoder =
            new SampleEncoder(
                prompts,
                ImageProcessor.open(base.folder(), checkpoint.config()),
                checkpoint.config(),
                train.loss());
        SortedMap<String, String> facts = new TreeMap<>(loaded.facts());
        facts.put(TrainContext.BASE_CONTENT, base.fingerprint());
        TrainContext context =
            new TrainContext(
                warehouse, train, sizes, out, lease, checkpoint, facts, encoder, work, progress);
        context.checkBeforehand();
        return train.shares().size() == 1
            ? alone(context, sources, mostSteps, stop)
            : together(context, sources, mostSteps, stop);
      }
    } finally {
      Folders.delete(work);
    }
  }

  private TrainResult alone(
      TrainContext context, List<Source> sources, long mostSteps, StopSignal stop)
      throws IOException {
    AtomicLong budget = new AtomicLong(train.memoryMb() << 20);
    try (TrainingData<FrameStore> data =
        TrainingData.load(context, sources, () -> new FrameStore(budget, context.work()))) {
      context.facts().putAll(data.facts());
      data.writeRejects(context.trainId());
      List<MixedSamples.Part> parts = new ArrayList<>();
      for (int i = 0; i < train.datasets().size(); i++) {
        TrainDataset dataset = train.datasets().get(i);
        parts.add(
            new MixedSamples.Part(
                dataset.name(), dataset.weight(), Recipes.of(train, dataset), data.sinks().get(i)));
      }
      MixedSamples samples = new MixedSamples(parts, context.encoder(), train.part(), train.seed());
      return new OneWorker(context, samples).run(mostSteps, stop, data.describe());
    }
  }

  private TrainResult together(
      TrainContext context, List<Source> sources, long mostSteps, StopSignal stop)
      throws IOException {
    JavaSparkContext java = JavaSparkContext.fromSparkContext(warehouse.spark().sparkContext());
    try (TrainingData<BroadcastFrames> data =
        TrainingData.load(context, sources, () -> new BroadcastFrames(java))) {
      context.facts().putAll(data.facts());
      data.writeRejects(context.trainId());
      return new ManyWorkers(context, data.sinks()).run(mostSteps, stop, data.describe());
    }
  }
}
