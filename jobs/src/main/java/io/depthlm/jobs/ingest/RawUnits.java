package io.depthlm.jobs.ingest;

import static org.apache.spark.sql.functions.col;

import io.depthlm.common.core.Ids;
import io.depthlm.common.core.RejectReason;
import io.depthlm.common.core.UserError;
import io.depthlm.common.dataset.DatasetFrame;
import io.depthlm.common.dataset.DatasetReader;
import io.depthlm.common.dataset.DatasetReader.UnitListing;
import io.depthlm.common.dataset.DatasetUnit;
import io.depthlm.common.dataset.UnitFault;
import io.depthlm.common.dataset.UnitReject;
import io.depthlm.common.dataset.UnitResult;
import io.depthlm.common.imaging.ImageLimits;
import io.depthlm.jobs.rows.RowCodec;
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
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.LongAccumulator;

/**
 * A raw data set as staged rows: the driver asks the reader for parts, executors list their units
 * and read them. Decodes rows, calls the reader and {@link FrameChecker}, encodes rows.
 */
final class RawUnits implements InputRows {
  private static final RowCodec<Unit> UNITS = RowCodec.of(Unit.class);

  /**
   * A unit, or a fault of the listing.
   *
   * @param frameId of the fault; null for a unit
   * @param reason of the fault; null for a unit
   */
  private record Unit(String id, String detail, String frameId, RejectReason reason) {}

  private final SparkSession spark;
  private final DatasetReader reader;
  private final Path root;
  private final ImageLimits limits;
  private final ImageLinks links;
  private Ticker ticker;

  RawUnits(SparkSession spark, IngestRequest request, ImageLimits limits) {
    this.spark = spark;
    this.reader = request.format().reader(request.options());
    this.root = Files.qualified(spark, request.inputUri());
    this.limits = limits;
    this.links = request.links();
  }

  @Override
  public Dataset<Row> staged(Progress progress) {
    ticker = new Ticker(spark, progress, "units");
    HadoopSettings hadoop = new HadoopSettings(spark.sparkContext().hadoopConfiguration());
    List<String> parts = parts(hadoop);
    progress.say("ingest: listing %,d parts of %s".formatted(parts.size(), root));
    int cores = spark.sparkContext().defaultParallelism();
    Dataset<Row> units =
        spark
            .createDataset(parts, Encoders.STRING())
            .repartition(Math.max(1, Math.min(parts.size(), 4096)))
            .flatMap(new ListUnits(hadoop, reader, root.toString(), links), UNITS.encoder())
            .persist(StorageLevel.MEMORY_AND_DISK());
    long n = units.count();
    progress.say("ingest: reading %,d units".formatted(n));
    ticker.start(n);
    int tasks = (int) Math.max(1, Math.min(n / reader.unitsPerTask() + 1, 4096L * cores));
    return units
        .repartition(Math.max(tasks, (int) Math.min(n, cores)))
        .flatMap(
            new ReadUnits(hadoop, reader, root.toString(), limits, links, ticker.done()),
            Encoders.row(StagedRows.SCHEMA));
  }

  @Override
  public Dataset<Row> pictures(Dataset<Row> staged) {
    return staged.where(col("bytes").isNotNull());
  }

  @Override
  public List<String> passedOver() {
    return List.of();
  }

  @Override
  public void close() {
    if (ticker != null) {
      ticker.close();
    }
  }

  private List<String> parts(HadoopSettings hadoop) {
    try {
      return reader.parts(InsideFiles.of(new InputFolder(hadoop.configuration(), root), links));
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

  private record ListUnits(
      HadoopSettings hadoop, DatasetReader reader, String root, ImageLinks links)
      implements FlatMapFunction<String, Row>, Serializable {
    @Override
    public Iterator<Row> call(String part) {
      InputFolder files = new InputFolder(hadoop.configuration(), new Path(root));
      Iterator<UnitListing> units =
          new GuardedIterator<>(
              () -> reader.units(part, InsideFiles.of(files, links)),
              e -> UnitListing.of(UnitFault.reject(null, e)));
      return UNITS.encode(stream(units).map(ListUnits::unit).iterator());
    }

    private static Unit unit(UnitListing listing) {
      UnitReject reject = listing.reject();
      return reject == null
          ? new Unit(listing.unit().id(), listing.unit().detail(), null, null)
          : new Unit(
              Ids.of(reject.frameId(), reject.reason().key(), reject.detail()),
              reject.detail(),
              reject.frameId(),
              reject.reason());
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
      Unit unit = UNITS.decode(row);
      InputFolder files = new InputFolder(hadoop.configuration(), new Path(root));
      FolderImages images = new FolderImages(files.hadoop(), files.root(), limits, links);
      long[] ordinal = {0};
      done.add(1);
      return stream(results(unit, files))
          .map(result -> encode(result, images, files, place(unit.id(), ordinal[0]++)))
          .iterator();
    }

    private Iterator<UnitResult> results(Unit unit, InputFolder files) {
      if (unit.reason() != null) {
        return List.<UnitResult>of(new UnitReject(unit.frameId(), unit.reason(), unit.detail()))
            .iterator();
      }
      DatasetUnit wanted = new DatasetUnit(unit.id(), unit.detail());
      return new GuardedIterator<>(
          () -> reader.read(wanted, InsideFiles.of(files, links)), e -> UnitFault.reject(null, e));
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
