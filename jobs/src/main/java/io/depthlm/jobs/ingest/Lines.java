package io.depthlm.jobs.ingest;

import io.depthlm.common.core.UserError;
import io.depthlm.common.dataset.DatasetReader;
import io.depthlm.common.dataset.DatasetReader.UnitListing;
import io.depthlm.common.dataset.DatasetUnit;
import io.depthlm.common.dataset.UnitFault;
import io.depthlm.common.dataset.UnitResult;
import io.depthlm.jobs.rows.RowCodec;
import io.depthlm.jobs.spark.Files;
import io.depthlm.jobs.spark.HadoopSettings;
import io.depthlm.jobs.spark.InputFolder;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.StreamSupport;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The lines of an input with their numbers; one task reads a file of them. */
final class Lines {
  private static final RowCodec<Line> ROWS = RowCodec.of(Line.class);

  private static final int MAX_TASKS = 4096;

  /**
   * A line.
   *
   * @param unitId names the file and the line
   * @param line the content, as the reader encodes it
   * @param bytes always null: no picture is on a line
   */
  private record Line(
      String sourceUri, long sourceLine, String unitId, String line, byte[] bytes) {}

  private final SparkSession spark;
  private final DatasetReader reader;
  private final Path root;
  private final HadoopSettings hadoop;

  Lines(SparkSession spark, IngestRequest request) {
    this.spark = spark;
    this.reader = request.format().reader(request.options());
    this.root = Files.qualified(spark, request.inputUri());
    this.hadoop = new HadoopSettings(spark.sparkContext().hadoopConfiguration());
  }

  /**
   * The lines of a file, or of the files under a folder.
   *
   * @param notes receives what was skipped
   * @throws UserError if there is nothing, or a file that is the whole input is something else
   */
  Dataset<Row> read(Consumer<String> notes) {
    InputFolder files = new InputFolder(hadoop.configuration(), root);
    List<String> parts;
    try {
      parts = reader.parts(files);
      reader.passedOver(files).forEach(notes);
    } catch (FileNotFoundException e) {
      throw new UserError(
          "no such file or folder: " + root, Files.remedyIfMissing(root, "--input"), e);
    } catch (IOException e) {
      throw new UserError(
          "cannot read " + root + ": " + e.getMessage(), "check --input and the access to it", e);
    }
    return spark
        .createDataset(parts, Encoders.STRING())
        .repartition(Math.min(parts.size(), MAX_TASKS))
        .flatMap(new ListLines(hadoop, reader, root.toString()), ROWS.encoder());
  }

  /** What turns the lines into frames. */
  RowFrameReader decoder() {
    return new Decoder(hadoop, reader, root.toString());
  }

  private record Decoder(HadoopSettings hadoop, DatasetReader reader, String root)
      implements RowFrameReader {
    private static final long serialVersionUID = 1L;

    @Override
    public UnitResult decode(Row row) {
      try {
        return reader
            .read(
                new DatasetUnit(row.getAs("unit_id"), row.getAs("line")),
                new InputFolder(hadoop.configuration(), new Path(root)))
            .next();
      } catch (IOException e) {
        return UnitFault.reject(null, e);
      }
    }
  }

  /** The executors' part: turns files into lines. */
  private record ListLines(HadoopSettings hadoop, DatasetReader reader, String root)
      implements FlatMapFunction<String, Row>, Serializable {
    @Override
    public Iterator<Row> call(String part) throws IOException {
      InputFolder files = new InputFolder(hadoop.configuration(), new Path(root));
      // Percent-encoded, as Spark names files: frames of earlier ingests are known by it.
      String uri = new Path(files.uri(part)).toUri().toString();
      return StreamSupport.stream(
              Spliterators.spliteratorUnknownSize(reader.units(part, files), 0), false)
          .map(UnitListing::unit)
          .map(u -> ROWS.encode(new Line(uri, u.lineNumber(), u.id(), u.detail(), null)))
          .iterator();
    }
  }
}
