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
import io.depthlm.common.dataset.DatasetReader;
import io.depthlm.common.dataset.JsonLinesReader;
import io.depthlm.common.dataset.registry.DatasetFormats;
import io.depthlm.common.imaging.ImageLimits;
import io.depthlm.jobs.ingest.CheckLines.ImagePlace;
import io.depthlm.jobs.spark.Files;
import io.depthlm.jobs.spark.HadoopSettings;
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
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.storage.StorageLevel;

/** A dataset into {@code frames}, {@code points} and {@code rejects}. */
public final class IngestJob {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
  private static final int LINES_PER_TASK = 64;

  private final Warehouse warehouse;
  private final SparkSession spark;
  private final IngestRequest request;
  private final ImageLimits limits;
  private final List<String> notes = new ArrayList<>();

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
   * Runs it. The same input again changes nothing.
   *
   * @throws UserError if the request or the input as a whole cannot be used
   */
  public IngestResult run(Progress progress) {
    try {
      return read(progress);
    } catch (Exception e) { // Scala throws SparkException unchecked
      UserError fault =
          request.format().equals("table") ? TableFaults.of(e, request.inputUri()) : null;
      if (fault != null) {
        throw fault;
      }
      throw e;
    }
  }

  private IngestResult read(Progress progress) {
    validate();
    try (JobGroup ignored = JobGroup.of(spark, "ingest", "ingest " + request.dataset())) {
      return request.options() == null ? runLines(progress) : runRaw(progress);
    }
  }

  private IngestResult runLines(Progress progress) {
    List<Shards.Shard> shards = shards();
    Dataset<Row> lines = lines();
    // Read once, however often it is looked at.
    Dataset<Row> members =
        shards.isEmpty()
            ? null
            : ShardRows.members(spark, shards, limits).persist(StorageLevel.MEMORY_AND_DISK());
    if (members != null) {
      progress.say("ingest: reading %,d tar shards".formatted(shards.size()));
    }
    Dataset<Row> checked =
        (members == null ? check(lines, ImagePlace.FOLDER) : checkShards(lines, members))
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      progress.say("ingest: reading lines and image headers of " + request.inputUri());
      Dataset<Row> staged = markDuplicates(checked).persist(StorageLevel.MEMORY_AND_DISK());
      try {
        return write(lines, staged, progress);
      } finally {
        staged.unpersist();
      }
    } finally {
      checked.unpersist();
      if (members != null) {
        members.unpersist();
      }
    }
  }

  private IngestResult runRaw(Progress progress) {
    DatasetReader reader =
        DatasetFormats.find(request.format())
            .orElseThrow(() -> unknownFormat())
            .reader(request.options());
    try (Ticker ticker = new Ticker(spark, progress, "units")) {
      Dataset<Row> read =
          new RawUnits(spark, reader, request.inputUri(), limits, request.links())
              .read(progress, ticker)
              .persist(StorageLevel.MEMORY_AND_DISK());
      try {
        Dataset<Row> staged = markDuplicates(read).persist(StorageLevel.MEMORY_AND_DISK());
        try {
          return write(read.where(col("bytes").isNotNull()), staged, progress);
        } finally {
          staged.unpersist();
        }
      } finally {
        read.unpersist();
      }
    }
  }

  private UserError unknownFormat() {
    return new UserError(
        "--format '" + request.format() + "' is not known",
        "use jsonl, table or one of " + String.join(", ", DatasetFormats.names()));
  }

  private void validate() {
    if (!NAME.matcher(request.dataset()).matches()) {
      throw new UserError(
          "--dataset '" + request.dataset() + "' cannot name a dataset",
          "use letters, digits, '.', '_' and '-', 128 at most");
    }
    if (request.intrinsicsUri() != null && !request.format().equals("table")) {
      throw new UserError(
          "--intrinsics goes with --format table only", "the curated form has its own intrinsics");
    }
  }

  /**
   * The shards that {@code --images} names, if any. A mistyped folder is an error: it must not
   * remove the frames of an earlier ingest as missing.
   */
  private List<Shards.Shard> shards() {
    return request.imagesUri() == null
        ? List.of()
        : Shards.of(
            spark.sparkContext().hadoopConfiguration(),
            Files.qualified(spark, request.imagesUri()));
  }

  private Dataset<Row> lines() {
    return switch (request.format()) {
      case "jsonl" -> JsonLines.read(spark, request, notes::add);
      case "table" -> TableRows.read(spark, request);
      default -> throw unknownFormat();
    };
  }

  private FrameRows rows() {
    return request.format().equals("table")
        ? new TableRows.Decoder(request.labelKind(), request.split())
        : new JsonLines.Decoder(new JsonLinesReader(request.labelKind(), request.split()));
  }

  /** Small tasks: a line costs what its image costs, however short the file of lines is. */
  private Dataset<Row> check(Dataset<Row> lines, ImagePlace place) {
    String images =
        request.format().equals("table")
            ? TableRows.imageRoot(spark, request)
            : request.imagesUri() == null
                ? null
                : Files.qualified(spark, request.imagesUri()).toString();
    HadoopSettings hadoop = new HadoopSettings(spark.sparkContext().hadoopConfiguration());
    long n = lines.count();
    int cores = spark.sparkContext().defaultParallelism();
    int tasks = (int) Math.max(1, Math.min(n / LINES_PER_TASK + 1, 4096L * cores));
    return lines
        .repartition(
            Math.max(tasks, (int) Math.min(n, cores)), col("source_uri"), col("source_line"))
        .mapPartitions(
            new CheckLines(hadoop, rows(), place, images, limits, request.links()),
            Encoders.row(StagedRows.SCHEMA));
  }

  private Dataset<Row> checkShards(Dataset<Row> lines, Dataset<Row> members) {
    return check(ShardRows.join(lines, rows(), members), ImagePlace.SHARDS)
        .unionByName(ShardRows.ends(members));
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

  private IngestResult write(Dataset<Row> lines, Dataset<Row> staged, Progress progress) {
    Dataset<Row> frames = StagedTables.frames(staged.where("first"), request);
    Dataset<Row> rejects = StagedTables.rejects(staged, request);
    Row totals =
        staged
            .agg(
                sum(when(col("first"), 1L).otherwise(0L)),
                sum(when(col("first"), col("n_points")).otherwise(0L)))
            .first();
    Map<String, Long> reasons = new TreeMap<>();
    long lostFrames = 0;
    long lostPoints = 0;
    List<String> examples = new ArrayList<>();
    for (Row row :
        rejects
            .groupBy("reason")
            .agg(
                count(lit(1)),
                sum(when(col("point_id").lt(0), 1L).otherwise(0L)),
                sum(col("n_points").cast("long")),
                min(struct("source_uri", "source_line", "frame_id", "detail")))
            .collectAsList()) {
      reasons.put(row.getString(0), row.getLong(1));
      lostFrames += row.getLong(2);
      lostPoints += row.getLong(3);
      examples.add(example(row.getString(0), row.getStruct(4)));
    }
    long usable = totals.isNullAt(0) ? 0 : totals.getLong(0);
    if (usable == 0) {
      // A mistake in the arguments must not remove the frames of an earlier ingest.
      new RejectWriter(warehouse, request.dataset()).write(rejects, staged);
      return new IngestResult(0, 0, reasons, lostFrames, lostPoints, 0, 0, 0, examples, notes);
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
        writeImages(lines, frames);
        Dataset<Row> points = staged.where("first");
        DatasetWriter writer = new DatasetWriter(warehouse, request.dataset());
        writer.write(
            Table.POINTS,
            StagedTables.points(points, request).join(changes.arriving(), "frame_id"),
            changes);
        writer.write(
            Table.FRAMES,
            frames
                .join(changes.arriving(), "frame_id")
                .withColumn("ingested_at", current_timestamp()),
            changes);
      }
      new RejectWriter(warehouse, request.dataset()).write(rejects, staged);
      return new IngestResult(
          usable,
          totals.getLong(1),
          reasons,
          lostFrames,
          lostPoints,
          changes.added(),
          changes.changed(),
          changes.removed(),
          examples,
          notes);
    } finally {
      changes.release();
    }
  }

  private static String example(String reason, Row found) {
    String place = found.getString(0) + (found.isNullAt(1) ? "" : ":" + found.getLong(1));
    String frame = found.getString(2);
    String detail = found.getString(3);
    return reason
        + ": "
        + place
        + (frame == null || frame.isEmpty() || detail.contains(frame) ? "" : ", " + frame)
        + ": "
        + detail;
  }

  /** Keeps the bytes of pictures that came as table rows, each content once. */
  private void writeImages(Dataset<Row> lines, Dataset<Row> frames) {
    if (request.format().equals("jsonl")) {
      return;
    }
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
        lines
            .where(col("bytes").isNotNull())
            .select(sha2(col("bytes"), 256).as("image_sha256"), col("bytes"))
            .join(missing, "image_sha256")
            .dropDuplicates("image_sha256"));
  }
}
