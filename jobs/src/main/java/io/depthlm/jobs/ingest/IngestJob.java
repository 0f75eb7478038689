package io.depthlm.jobs.ingest;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.current_timestamp;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.depthlm.common.core.UserError;
import io.depthlm.common.dataset.DatasetFormat;
import io.depthlm.common.imaging.ImageLimits;
import io.depthlm.jobs.rows.RowCodec;
import io.depthlm.jobs.spark.JobGroup;
import io.depthlm.jobs.spark.Joins;
import io.depthlm.jobs.spark.Progress;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.storage.StorageLevel;

/** Reads a data set into {@code frames}, {@code points} and {@code rejects}. */
public final class IngestJob {
  private static final int ROWS_PER_TASK = 1000;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

  private static final RowCodec<Totals> TOTALS = RowCodec.of(Totals.class);
  private static final RowCodec<Loss> LOSSES = RowCodec.of(Loss.class);

  private final Warehouse warehouse;
  private final SparkSession spark;
  private final IngestRequest request;
  private final ImageLimits limits;

  /** What of the input can be used; null where the input is empty. */
  private record Totals(Long frames, Long points) {}

  /** What was lost for a reason, with one of the rejects. */
  private record Loss(String reason, long rejects, long frames, long points, Example example) {
    private record Example(String sourceUri, Long sourceLine, String frameId, String detail) {}

    String words() {
      String frame = example.frameId;
      boolean told = frame == null || frame.isEmpty() || example.detail.contains(frame);
      return "%s: %s%s%s: %s"
          .formatted(
              reason,
              example.sourceUri,
              example.sourceLine == null ? "" : ":" + example.sourceLine,
              told ? "" : ", " + frame,
              example.detail);
    }
  }

  /**
   * @param limits what an image may cost
   */
  public IngestJob(Warehouse warehouse, IngestRequest request, ImageLimits limits) {
    this.warehouse = warehouse;
    this.spark = warehouse.spark();
    this.request = request;
    this.limits = limits;
  }

  /**
   * Runs the ingest. Ingesting the same input again changes nothing.
   *
   * @throws UserError if the request or the input as a whole cannot be used
   */
  public IngestResult run(Progress progress) {
    try {
      return read(progress);
    } catch (Exception e) { // Scala throws SparkException unchecked
      UserError fault =
          request.format().input() == DatasetFormat.Input.TABLE
              ? TableFaults.of(e, request.inputUri())
              : null;
      if (fault != null) {
        throw fault;
      }
      throw e;
    }
  }

  private IngestResult read(Progress progress) {
    validate();
    try (JobGroup ignored = JobGroup.of(spark, "ingest", "ingest " + request.dataset());
        InputRows input = input()) {
      Dataset<Row> read = input.staged(progress).persist(StorageLevel.MEMORY_AND_DISK());
      try {
        Dataset<Row> staged =
            gather(markDuplicates(read), read.count()).persist(StorageLevel.MEMORY_AND_DISK());
        try {
          return write(input.pictures(read), staged, input.passedOver(), progress);
        } finally {
          staged.unpersist();
        }
      } finally {
        read.unpersist();
      }
    }
  }

  /** Reading takes small tasks, so that none loses much; what follows is over in a moment each. */
  private static Dataset<Row> gather(Dataset<Row> rows, long count) {
    int cores = rows.sparkSession().sparkContext().defaultParallelism();
    return rows.coalesce((int) Math.max(4L * cores, count / ROWS_PER_TASK));
  }

  private InputRows input() {
    return switch (request.format().input()) {
      case FOLDER -> new RawUnits(spark, request, limits);
      case LINES, TABLE -> new LineRows(spark, request, limits);
    };
  }

  private void validate() {
    if (!NAME.matcher(request.dataset()).matches()) {
      throw new UserError(
          "--dataset '" + request.dataset() + "' cannot name a dataset",
          "use letters, digits, '.', '_' and '-', 128 at most");
    }
    DatasetFormat.Input input = request.format().input();
    if (request.intrinsicsUri() != null && input != DatasetFormat.Input.TABLE) {
      throw new UserError(
          "--format " + request.format().name() + " takes no --intrinsics",
          "only a table can have its cameras in a table of their own");
    }
    if (request.imagesUri() != null && input == DatasetFormat.Input.FOLDER) {
      throw new UserError(
          "--format " + request.format().name() + " takes no --images",
          "its pictures are where its authors put them, below --input");
    }
  }

  /** Adds {@code first}: whether the row is the first usable one of its frame. */
  private static Dataset<Row> markDuplicates(Dataset<Row> checked) {
    Dataset<Row> later =
        checked
            .where(col("image_sha256").isNotNull())
            .select("frame_id", "source_uri", "source_line")
            .withColumn(
                "nth",
                row_number()
                    .over(Window.partitionBy("frame_id").orderBy("source_uri", "source_line")))
            .where(col("nth").gt(1))
            .select(col("source_uri"), col("source_line"), lit(true).as("later"));
    return checked
        .join(
            org.apache.spark.sql.functions.broadcast(later),
            Joins.on("source_uri", "source_line"),
            "left")
        .withColumn("first", col("image_sha256").isNotNull().and(col("later").isNull()))
        .drop("later");
  }

  /**
   * @param pictures those that are in the input, or null
   */
  private IngestResult write(
      Dataset<Row> pictures, Dataset<Row> staged, List<String> passedOver, Progress progress) {
    Dataset<Row> frames = StagedTables.frames(staged.where("first"), request);
    Dataset<Row> rejects = StagedTables.rejects(staged, request);
    Totals totals =
        TOTALS.decode(
            staged
                .agg(
                    sum(when(col("first"), 1L).otherwise(0L)).as("frames"),
                    sum(when(col("first"), col("n_points")).otherwise(0L)).as("points"))
                .first());
    Map<String, Long> reasons = new TreeMap<>();
    long lostFrames = 0;
    long lostPoints = 0;
    List<String> examples = new ArrayList<>();
    for (Loss loss :
        LOSSES.decode(
            rejects
                .groupBy("reason")
                .agg(
                    count(lit(1)).as("rejects"),
                    sum(when(col("point_id").lt(0), 1L).otherwise(0L)).as("frames"),
                    sum(col("n_points").cast("long")).as("points"),
                    min(struct("source_uri", "source_line", "frame_id", "detail")).as("example"))
                .collectAsList())) {
      reasons.put(loss.reason(), loss.rejects());
      lostFrames += loss.frames();
      lostPoints += loss.points();
      examples.add(loss.words());
    }
    long lost = reasons.values().stream().mapToLong(Long::longValue).sum();
    long usable = totals.frames() == null ? 0 : totals.frames();
    if (usable == 0) {
      // A mistake in the arguments must not remove the frames of an earlier ingest.
      new RejectWriter(warehouse, request.dataset()).write(rejects, lost, staged);
      return new IngestResult(0, 0, reasons, lostFrames, lostPoints, 0, 0, 0, examples, passedOver);
    }
    FrameChanges changes =
        FrameChanges.between(
            warehouse.read(Table.FRAMES).where(col("dataset").equalTo(request.dataset())),
            frames,
            staged.select("source_uri").distinct());
    try {
      if (!changes.none()) {
        progress.say("ingest: writing tables");
        for (Table table : List.of(Table.POINTS, Table.FRAMES)) {
          if (warehouse.exists(table)) {
            warehouse.addMissingColumns(table);
          }
        }
        if (pictures != null) {
          writeImages(pictures, frames);
        }
        Dataset<Row> points = staged.where("first");
        DatasetWriter writer = new DatasetWriter(warehouse, request.dataset());
        writer.write(
            Table.POINTS,
            StagedTables.points(points, request).join(changes.arriving(), "frame_id"),
            totals.points(),
            changes);
        writer.write(
            Table.FRAMES,
            frames
                .join(changes.arriving(), "frame_id")
                .withColumn("ingested_at", current_timestamp()),
            usable,
            changes);
      }
      new RejectWriter(warehouse, request.dataset()).write(rejects, lost, staged);
      return new IngestResult(
          usable,
          totals.points(),
          reasons,
          lostFrames,
          lostPoints,
          changes.added(),
          changes.changed(),
          changes.removed(),
          examples,
          passedOver);
    } finally {
      changes.release();
    }
  }

  /** Keeps the bytes of pictures that came as table rows, each content once. */
  private void writeImages(Dataset<Row> pictures, Dataset<Row> frames) {
    Dataset<Row> wanted = frames.where(col("image_uri").isNull()).select("image_sha256").distinct();
    Dataset<Row> missing =
        wanted.join(
            warehouse.read(Table.IMAGES).select("image_sha256"),
            Joins.on("image_sha256"),
            "left_anti");
    if (missing.isEmpty()) {
      return;
    }
    warehouse.append(
        Table.IMAGES,
        pictures
            .where(col("bytes").isNotNull())
            .select(sha2(col("bytes"), 256).as("image_sha256"), col("bytes"))
            .join(missing, "image_sha256")
            .dropDuplicates("image_sha256"));
  }
}
