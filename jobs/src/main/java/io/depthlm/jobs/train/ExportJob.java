package io.depthlm.jobs.train;

import static org.apache.spark.sql.functions.sum;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.depthlm.common.config.TrainConfig;
import io.depthlm.common.config.TrainDataset;
import io.depthlm.common.core.Folders;
import io.depthlm.common.core.UserError;
import io.depthlm.common.task.TaskSpec;
import io.depthlm.common.vlm.checkpoint.Checkpoint;
import io.depthlm.common.vlm.image.ImageProcessor;
import io.depthlm.common.vlm.train.TokenGrid;
import io.depthlm.jobs.spark.Files;
import io.depthlm.jobs.spark.HadoopSettings;
import io.depthlm.jobs.spark.JobGroup;
import io.depthlm.jobs.spark.Progress;
import io.depthlm.jobs.spark.Warehouse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Samples as training shows them, in files that other trainers read: pictures with the marker
 * painted, of sizes that the base's image processor leaves as they are, and beside them
 * conversations, one JSON object a line with {@code messages} and {@code images}, described by
 * {@code dataset_info.json} as LLaMA-Factory wants it.
 */
public final class ExportJob {
  private static final String INFO = "dataset_info.json";
  private static final long SAMPLES_PER_TASK = 500;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Warehouse warehouse;
  private final TrainConfig train;
  private final FrameSizes sizes;
  private final Path folder;
  private final long samples;

  /**
   * @param uri a folder without an export
   * @param samples how many in all, shared out by the datasets' weights
   */
  public ExportJob(Warehouse warehouse, TrainConfig train, String uri, long samples) {
    this.warehouse = warehouse;
    this.train = train;
    this.sizes = new FrameSizes(train.focal());
    this.folder = Files.qualified(warehouse.spark(), uri);
    this.samples = samples;
  }

  /**
   * What was written.
   *
   * @param samples fewer than wanted where crops leave no label
   * @param leftOut frames that cannot be used and samples that cannot be drawn, by reason
   */
  public record Result(String uri, long samples, Map<String, Long> leftOut) {}

  /**
   * Writes them; {@code dataset_info.json} comes last.
   *
   * @throws UserError if the folder holds an export, or a dataset has no frames
   * @throws io.depthlm.common.vlm.checkpoint.CheckpointException if the base cannot be used
   */
  public Result run(Progress progress) throws IOException {
    Configuration hadoop = warehouse.spark().sparkContext().hadoopConfiguration();
    if (Files.exists(hadoop, new Path(folder, INFO))) {
      throw new UserError(
          "--export " + folder + " holds an export already",
          "name another folder, or delete this one first");
    }
    try (JobGroup ignored = JobGroup.of(warehouse.spark(), "export", "export into " + folder)) {
      ImageProcessor images = processor(hadoop);
      double weights = train.datasets().stream().mapToDouble(TrainDataset::weight).sum();
      Map<String, Long> leftOut = new TreeMap<>();
      long written = 0;
      for (int i = 0; i < train.datasets().size(); i++) {
        TrainDataset dataset = train.datasets().get(i);
        long wanted = Math.round(samples * dataset.weight() / weights);
        progress.say("export: %,d samples of %s".formatted(wanted, dataset.name()));
        if (wanted > 0) {
          written += export(i, wanted, images, leftOut);
        }
      }
      info(hadoop);
      return new Result(folder.toString(), written, leftOut);
    }
  }

  /** The base's: it decides the sizes of the pictures. */
  private ImageProcessor processor(Configuration hadoop) throws IOException {
    java.nio.file.Path work = java.nio.file.Files.createTempDirectory("depthlm-export");
    try {
      BaseModel base = BaseModel.open(train.base(), hadoop, work);
      return ImageProcessor.open(base.folder(), Checkpoint.open(base.folder()).config());
    } finally {
      Folders.delete(work);
    }
  }

  private long export(int index, long wanted, ImageProcessor images, Map<String, Long> leftOut) {
    TrainDataset dataset = train.datasets().get(index);
    TaskSpec task = train.taskOf(dataset);
    FrameRows rows =
        new FrameRows(warehouse, dataset.name(), dataset.split(), FrameRows.Which.of(task));
    long frames = sizes.of(rows).frames();
    int parallelism = warehouse.spark().sparkContext().defaultParallelism();
    int tasks = (int) Math.min(100_000, Math.max(parallelism, wanted / SAMPLES_PER_TASK + 1));
    HadoopSettings hadoop =
        new HadoopSettings(warehouse.spark().sparkContext().hadoopConfiguration());
    ExportFrames export =
        new ExportFrames(
            new PrepareFrames(
                Recipes.of(train, dataset),
                hadoop,
                dataset.maxLabelsPerFrame(),
                train.seed(),
                task.kind().pointsPerQuestion() == 0
                    ? PrepareFrames.Unlabelled.KEPT
                    : PrepareFrames.Unlabelled.REJECTED),
            new TokenGrid(images.tokenPx()),
            images.sizing(),
            hadoop,
            folder.toString(),
            "%02d-%s".formatted(index, dataset.name()),
            train.systemPrompt().text(),
            train.seed());
    long written = 0;
    for (ExportFrames.Samples found :
        ExportFrames.ROWS.decode(
            rows.allotted(wanted, frames, train.seed(), tasks)
                .mapPartitions(export, ExportFrames.ROWS.encoder())
                .groupBy("reason")
                .agg(sum("n").as("n"))
                .collectAsList())) {
      if (found.reason() == null) {
        written = found.n();
      } else {
        leftOut.merge(found.reason().key(), found.n(), Long::sum);
      }
    }
    return written;
  }

  private void info(Configuration hadoop) throws IOException {
    ObjectNode info = JSON.createObjectNode();
    ObjectNode dataset = info.putObject(train.name());
    dataset.put("file_name", "samples").put("formatting", "sharegpt");
    dataset.putObject("columns").put("messages", "messages").put("images", "images");
    dataset
        .putObject("tags")
        .put("role_tag", "role")
        .put("content_tag", "content")
        .put("user_tag", "user")
        .put("assistant_tag", "assistant")
        .put("system_tag", "system");
    Path path = new Path(folder, INFO);
    try (OutputStream out = Files.plain(hadoop, path).create(path, true)) {
      out.write(JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(info));
    }
  }
}
