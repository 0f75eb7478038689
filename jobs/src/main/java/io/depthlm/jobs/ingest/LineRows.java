package io.depthlm.jobs.ingest;

import static org.apache.spark.sql.functions.col;

import io.depthlm.common.dataset.DatasetFormat;
import io.depthlm.common.imaging.ImageLimits;
import io.depthlm.jobs.ingest.CheckLines.ImagePlace;
import io.depthlm.jobs.spark.Files;
import io.depthlm.jobs.spark.HadoopSettings;
import io.depthlm.jobs.spark.Progress;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * Lines or table rows, one frame each, whose pictures are in a folder, in tar shards or in the
 * rows.
 */
final class LineRows implements InputRows {
  private static final int LINES_PER_TASK = 64;

  private final SparkSession spark;
  private final IngestRequest request;
  private final ImageLimits limits;
  private final List<String> notes = new ArrayList<>();
  private Dataset<Row> lines;
  private RowFrameReader rows;
  private Dataset<Row> members;

  LineRows(SparkSession spark, IngestRequest request, ImageLimits limits) {
    this.spark = spark;
    this.request = request;
    this.limits = limits;
  }

  @Override
  public Dataset<Row> staged(Progress progress) {
    List<Shards.Shard> shards = shards();
    if (isTable()) {
      lines = TableRows.read(spark, request);
      rows = new TableRows.Decoder(request.format().tableReader(request.options()));
    } else {
      Lines files = new Lines(spark, request);
      lines = files.read(notes::add);
      rows = files.decoder();
    }
    if (shards.isEmpty()) {
      progress.say("ingest: reading lines and image headers of " + request.inputUri());
      return check(lines, ImagePlace.FOLDER);
    }
    progress.say("ingest: reading %,d tar shards".formatted(shards.size()));
    // Read once, however often it is looked at.
    members = ShardRows.members(spark, shards, limits).persist(StorageLevel.MEMORY_AND_DISK());
    progress.say("ingest: reading lines and image headers of " + request.inputUri());
    return check(ShardRows.join(lines, rows, members), ImagePlace.SHARDS)
        .unionByName(ShardRows.ends(members));
  }

  @Override
  public Dataset<Row> pictures(Dataset<Row> staged) {
    return isTable() ? lines : null;
  }

  @Override
  public List<String> passedOver() {
    return notes;
  }

  private boolean isTable() {
    return request.format().input() == DatasetFormat.Input.TABLE;
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

  /** The folder that image paths are relative to; null for the folder of each line's file. */
  private String imageRoot() {
    if (isTable()) {
      return TableRows.imageRoot(spark, request);
    }
    return request.imagesUri() == null
        ? null
        : Files.qualified(spark, request.imagesUri()).toString();
  }

  /**
   * Uses small tasks: the cost of a line is that of its image, however short the file of lines is.
   */
  private Dataset<Row> check(Dataset<Row> located, ImagePlace place) {
    HadoopSettings hadoop = new HadoopSettings(spark.sparkContext().hadoopConfiguration());
    long n = located.count();
    int cores = spark.sparkContext().defaultParallelism();
    int tasks = (int) Math.max(1, Math.min(n / LINES_PER_TASK + 1, 4096L * cores));
    return located
        .repartition(
            Math.max(tasks, (int) Math.min(n, cores)), col("source_uri"), col("source_line"))
        .mapPartitions(
            new CheckLines(hadoop, rows, place, imageRoot(), limits, request.links()),
            Encoders.row(StagedRows.SCHEMA));
  }

  @Override
  public void close() {
    if (members != null) {
      members.unpersist();
    }
  }
}
