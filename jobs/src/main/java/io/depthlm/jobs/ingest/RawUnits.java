package io.depthlm.jobs.ingest;

import io.depthlm.common.core.Ids;
import io.depthlm.common.core.UserError;
import io.depthlm.common.dataset.DatasetFrame;
import io.depthlm.common.dataset.DatasetReader;
import io.depthlm.common.dataset.DatasetReader.UnitListing;
import io.depthlm.common.dataset.DatasetUnit;
import io.depthlm.common.dataset.RejectReason;
import io.depthlm.common.dataset.UnitFault;
import io.depthlm.common.dataset.UnitReject;
import io.depthlm.common.dataset.UnitResult;
import io.depthlm.common.imaging.ImageLimits;
import io.depthlm.jobs.spark.Files;
import io.depthlm.jobs.spark.HadoopSettings;
import io.depthlm.jobs.spark.InputFolder;
import io.depthlm.jobs.spark.Progress;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.LongAccumulator;

/**
 * A raw data set as staged rows: the driver asks the reader for parts, executors list their units
 * and read them. Decodes rows, calls the reader and {@link FrameChecker}, encodes rows.
 */
final class RawUnits {
  /** A unit costs what its files cost; few a task keep the tasks even. */
  private static final int UNITS_PER_TASK = 16;

  private static final StructType UNIT =
      new StructType()
          .add("id", DataTypes.StringType)
          .add("detail", DataTypes.StringType)
          .add("frame_id", DataTypes.StringType)
          .add("reason", DataTypes.StringType);

  private final SparkSession spark;
  private final DatasetReader reader;
  private final Path root;
  private final ImageLimits limits;
  private final ImageLinks links;

  RawUnits(
      SparkSession spark,
      DatasetReader reader,
      String inputUri,
      ImageLimits limits,
      ImageLinks links) {
    this.spark = spark;
    this.reader = reader;
    this.root = Files.qualified(spark, inputUri);
    this.limits = limits;
    this.links = links;
  }

  /**
   * Lists the input and reads it. The caller persists what comes back: it is computed anew whenever
   * it is looked at.
   *
   * @throws UserError if the folder is not there or has not the layout of the format
   */
  Dataset<Row> read(Progress progress, Ticker ticker) {
    HadoopSettings hadoop = new HadoopSettings(spark.sparkContext().hadoopConfiguration());
    List<String> parts = parts(hadoop);
    progress.say("ingest: listing %,d parts of %s".formatted(parts.size(), root));
    int cores = spark.sparkContext().defaultParallelism();
    Dataset<Row> units =
        spark
            .createDataset(parts, Encoders.STRING())
            .repartition(Math.max(1, Math.min(parts.size(), 4096)))
            .flatMap(new ListUnits(hadoop, reader, root.toString()), Encoders.row(UNIT))
            .persist(StorageLevel.MEMORY_AND_DISK());
    long n = units.count();
    progress.say("ingest: reading %,d units".formatted(n));
    ticker.start(n);
    int tasks = (int) Math.max(1, Math.min(n / UNITS_PER_TASK + 1, 4096L * cores));
    return units
        .repartition(Math.max(tasks, (int) Math.min(n, cores)))
        .flatMap(
            new ReadUnits(hadoop, reader, root.toString(), limits, links, ticker.done()),
            Encoders.row(StagedRows.SCHEMA));
  }

  private List<String> parts(HadoopSettings hadoop) {
    try {
      return reader.parts(new InputFolder(hadoop.configuration(), root));
    } catch (FileNotFoundException e) {
      throw new UserError(
          "not found: " + e.getMessage(),
          "check --input; the format's page in docs/datasets shows the layout it expects",
          e);
    } catch (IOException e) {
      throw new UserError(
          "cannot read " + root + ": " + e.getMessage(), "check --input and the access to it", e);
    }
  }

  private static <T> Stream<T> stream(Iterator<T> iterator) {
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(iterator, 0), false);
  }

  private record ListUnits(HadoopSettings hadoop, DatasetReader reader, String root)
      implements FlatMapFunction<String, Row>, Serializable {
    @Override
    public Iterator<Row> call(String part) {
      InputFolder files = new InputFolder(hadoop.configuration(), new Path(root));
      Iterator<UnitListing> units =
          new GuardedIterator<>(
              () -> reader.units(part, files), e -> UnitListing.of(UnitFault.reject(null, e)));
      return stream(units).map(ListUnits::encode).iterator();
    }

    private static Row encode(UnitListing listing) {
      UnitReject reject = listing.reject();
      return reject == null
          ? RowFactory.create(listing.unit().id(), listing.unit().detail(), null, null)
          : RowFactory.create(
              Ids.of(reject.frameId(), reject.reason().key(), reject.detail()),
              reject.detail(),
              reject.frameId(),
              reject.reason().name());
    }
  }

  private record ReadUnits(
      HadoopSettings hadoop,
      DatasetReader reader,
      String root,
      ImageLimits limits,
      ImageLinks links,
      LongAccumulator done)
      implements FlatMapFunction<Row, Row>, Serializable {
    @Override
    public Iterator<Row> call(Row row) {
      String id = row.getAs("id");
      InputFolder files = new InputFolder(hadoop.configuration(), new Path(root));
      FolderImages images = new FolderImages(files.hadoop(), files.root(), limits, links);
      long[] ordinal = {0};
      done.add(1);
      return stream(results(row, id, files))
          .map(result -> encode(result, images, files, place(id, ordinal[0]++)))
          .iterator();
    }

    private Iterator<UnitResult> results(Row row, String id, InputFolder files) {
      String reason = row.getAs("reason");
      if (reason != null) {
        return List.<UnitResult>of(
                new UnitReject(
                    row.getAs("frame_id"), RejectReason.valueOf(reason), row.getAs("detail")))
            .iterator();
      }
      DatasetUnit unit = new DatasetUnit(id, row.getAs("detail"));
      return new GuardedIterator<>(() -> reader.read(unit, files), e -> UnitFault.reject(null, e));
    }

    private Row encode(UnitResult result, FolderImages images, InputFolder files, long place) {
      String depthUri =
          result instanceof DatasetFrame frame && frame.depth() != null
              ? files.uri(frame.depth().path())
              : null;
      return StagedRows.encode(root, place, FrameChecker.check(result, images), depthUri);
    }

    /** A number for a frame that is the same in every ingest, as a line's number is. */
    private static long place(String unitId, long ordinal) {
      return Long.parseUnsignedLong(Ids.of(unitId, Long.toString(ordinal)).substring(0, 15), 16);
    }
  }
}
