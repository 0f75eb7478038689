package io.depthlm.jobs.train;

import io.depthlm.common.config.TrainConfig;
import io.depthlm.common.config.TrainDataset;
import io.depthlm.common.core.DaemonThreads;
import io.depthlm.common.core.Ids;
import io.depthlm.common.core.Lookahead;
import io.depthlm.common.core.RejectReason;
import io.depthlm.common.core.UserError;
import io.depthlm.common.vlm.train.ExampleRecipe;
import io.depthlm.common.vlm.train.FrameBytes;
import io.depthlm.common.vlm.train.TrainingFrame;
import io.depthlm.jobs.rows.Reject;
import io.depthlm.jobs.spark.HadoopSettings;
import io.depthlm.jobs.spark.Progress;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import io.depthlm.jobs.train.FrameRows.Which;
import io.depthlm.jobs.train.PrepareFrames.PreparedRow;
import io.depthlm.jobs.train.PrepareFrames.Unlabelled;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The frames to learn from, prepared on the executors and brought to the driver.
 *
 * @param <S> what keeps the frames of a dataset
 */
final class TrainingData<S extends FrameSink> implements AutoCloseable {
  /** What a task brings home at once: several are on their way, and all end in one heap. */
  private static final long PARTITION_BYTES = 16L << 20;

  private static final int MOST_PARTITIONS = 10_000;

  private final Warehouse warehouse;
  private final TrainConfig train;
  private final Progress progress;
  private final List<S> sinks = new ArrayList<>();
  private final Map<Preparation, Integer> firstOf = new HashMap<>();
  private final SortedMap<String, String> facts = new TreeMap<>();
  private final List<Unusable> unusable = new ArrayList<>();

  /**
   * The settings that decide how frames are prepared; lessons with the same settings share the
   * frames.
   */
  private record Preparation(String dataset, String split, Integer maxLabels, String marker) {
    static Preparation of(TrainConfig train, TrainDataset dataset) {
      return new Preparation(
          dataset.name(), dataset.split(), dataset.maxLabelsPerFrame(), train.markerOf(dataset));
    }

    /** Which frames the lessons that share this preparation want. */
    Which which(TrainConfig train) {
      return train.datasets().stream()
              .filter(dataset -> equals(of(train, dataset)))
              .anyMatch(dataset -> train.taskOf(dataset).kind().framesPerQuestion() > 1)
          ? Which.ANY
          : Which.LABELLED;
    }
  }

  /** A frame that cannot be learnt from. */
  private record Unusable(String dataset, PreparedRow frame) {}

  private TrainingData(Warehouse warehouse, TrainConfig train, Progress progress) {
    this.warehouse = warehouse;
    this.train = train;
    this.progress = progress;
  }

  /**
   * Prepares every dataset, once where several lessons are about the same frames.
   *
   * @param sources how much there is of each
   * @param sink keeps some lessons' frames; closed with this
   * @throws UserError if a dataset has no usable frame
   */
  static <S extends FrameSink> TrainingData<S> load(
      TrainContext context, List<TrainJob.Source> sources, Supplier<S> sink) {
    TrainConfig train = context.train();
    TrainingData<S> data = new TrainingData<>(context.warehouse(), train, context.progress());
    try {
      for (int i = 0; i < train.datasets().size(); i++) {
        data.add(i, sources.get(i), sink);
      }
      return data;
    } catch (RuntimeException | Error e) {
      data.close();
      throw e;
    }
  }

  /**
   * Usable frames, without a place of their own in the run.
   *
   * @param maxLabels so many labels of a frame, at most
   */
  static List<TrainingFrame> prepared(
      Warehouse warehouse,
      TrainConfig train,
      Dataset<Row> frames,
      ExampleRecipe recipe,
      int maxLabels,
      Unlabelled unlabelled) {
    List<TrainingFrame> prepared = new ArrayList<>();
    TrainingData<FrameStore> reader = new TrainingData<>(warehouse, train, Progress.SILENT);
    reader.prepare(
        frames,
        recipe,
        maxLabels,
        unlabelled,
        row -> {
          if (row.frame() != null) {
            prepared.add(FrameBytes.read(row.frame()));
          }
        });
    return prepared;
  }

  private void add(int index, TrainJob.Source size, Supplier<S> sink) {
    TrainDataset dataset = train.datasets().get(index);
    ExampleRecipe recipe = Recipes.of(train, dataset);
    Preparation preparation = Preparation.of(train, dataset);
    Integer same = firstOf.putIfAbsent(preparation, index);
    if (same != null) {
      sinks.add(sinks.get(same));
      for (String fact : List.of("frames", "content")) {
        facts.put(fact(index, fact), facts.get(fact(same, fact)));
      }
      return;
    }
    S store = sink.get();
    sinks.add(store);
    Which which = preparation.which(train);
    FrameRows rows = new FrameRows(warehouse, dataset.name(), dataset.split(), which);
    int partitions =
        (int)
            Math.min(
                MOST_PARTITIONS,
                Math.max(
                    warehouse.spark().sparkContext().defaultParallelism(),
                    1 + size.preparedBytes() / PARTITION_BYTES));
    MessageDigest content = Ids.sha256();
    Map<String, Long> reasons = new TreeMap<>();
    String[] example = new String[1];
    String what = "frames of " + dataset.name();
    prepare(
        rows.all(partitions),
        recipe,
        dataset.maxLabelsPerFrame(),
        which == Which.LABELLED ? Unlabelled.REJECTED : Unlabelled.KEPT,
        row -> {
          if (row.frame() == null) {
            reasons.merge(row.reason().key(), 1L, Long::sum);
            unusable.add(new Unusable(dataset.name(), row));
            example[0] = row.frameId() + ": " + row.detail();
            return;
          }
          store.add(row.frame());
          String id = row.frameId() + "\n" + row.contentHash() + "\n";
          content.update(id.getBytes(StandardCharsets.UTF_8));
          progress.update(what, store.count(), size.frames());
        });
    if (!reasons.isEmpty()) {
      progress.say(
          "warning: frames of %s that cannot be used: %s; for example %s"
              .formatted(dataset.name(), reasons, example[0]));
    }
    String where = store.where();
    if (!where.isEmpty()) {
      progress.say(what + ": " + where);
    }
    facts.put(fact(index, "frames"), Integer.toString(store.count()));
    facts.put(fact(index, "content"), HexFormat.of().formatHex(content.digest(), 0, 16));
  }

  private static String fact(int index, String of) {
    return "datasets[" + index + "]." + of;
  }

  /** Rows of {@link PrepareFrames}, in order; a few partitions are under way at once. */
  private void prepare(
      Dataset<Row> frames,
      ExampleRecipe recipe,
      Integer maxLabels,
      Unlabelled unlabelled,
      Consumer<PreparedRow> sink) {
    HadoopSettings hadoop =
        new HadoopSettings(warehouse.spark().sparkContext().hadoopConfiguration());
    JavaRDD<Row> prepared =
        frames
            .mapPartitions(
                new PrepareFrames(recipe, hadoop, maxLabels, train.seed(), unlabelled),
                PrepareFrames.ROWS.encoder())
            .toJavaRDD();
    int atOnce = warehouse.spark().sparkContext().defaultParallelism();
    ExecutorService callers =
        Executors.newFixedThreadPool(atOnce, new DaemonThreads("training-frames"));
    try {
      Iterator<Integer> partitions = IntStream.range(0, prepared.getNumPartitions()).iterator();
      new Lookahead<>(
              partitions,
              partition -> prepared.collectPartitions(new int[] {partition})[0],
              callers,
              atOnce)
          .forEachRemaining(rows -> PrepareFrames.ROWS.decode(rows).forEach(sink));
    } finally {
      callers.shutdownNow();
    }
  }

  /**
   * What keeps the frames, in the order of the configuration; the same one where lessons share
   * them.
   */
  List<S> sinks() {
    return sinks;
  }

  /** Whether a fact of a run is among those that only reading the data finds out. */
  static boolean isFound(String fact) {
    return fact.matches("datasets\\[\\d+\\]\\.(frames|content)");
  }

  /** Writes the frames that cannot be learnt from to {@code rejects}, in place of earlier rows. */
  void writeRejects(String trainId) {
    if (unusable.isEmpty()) {
      return;
    }
    List<Reject> rows = new ArrayList<>();
    for (Unusable u : unusable) {
      PreparedRow f = u.frame();
      String id = Ids.of("train", trainId, u.dataset(), f.frameId(), f.reason().key());
      rows.add(
          new Reject(
              id,
              trainId,
              "",
              RejectReason.Stage.TRAIN,
              u.dataset(),
              f.frameId(),
              -1,
              null,
              null,
              null,
              f.labels(),
              null,
              null,
              f.reason(),
              f.detail()));
    }
    warehouse.replaceWhere(
        Table.REJECTS,
        "stage = 'train' AND run_id = '%s'".formatted(trainId),
        warehouse
            .spark()
            .createDataFrame(Reject.ROWS.encode(rows), Reject.ROWS.schema())
            .dropDuplicates("reject_id"));
  }

  /** What was read, for people. */
  String describe() {
    return "%,d frames".formatted(sinks.stream().distinct().mapToLong(FrameSink::count).sum());
  }

  /** What was read, for the facts of the run. */
  SortedMap<String, String> facts() {
    return facts;
  }

  @Override
  public void close() {
    sinks.stream().distinct().forEach(FrameSink::close);
  }
}
