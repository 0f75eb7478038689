package io.depthlm.jobs.ingest;

import io.depthlm.common.core.UserError;
import io.depthlm.common.dataset.DatasetReader.UnitListing;
import io.depthlm.common.dataset.JsonLinesReader;
import io.depthlm.common.dataset.UnitResult;
import io.depthlm.jobs.spark.Files;
import io.depthlm.jobs.spark.HadoopSettings;
import io.depthlm.jobs.spark.InputFolder;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterators;
import java.util.stream.StreamSupport;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The lines of an input with their numbers; one task reads a file of them. */
final class JsonLines {
  /** source_uri, source_line (from 1), line (a unit's detail), bytes (always null here). */
  static final StructType LINE =
      new StructType()
          .add("source_uri", DataTypes.StringType)
          .add("source_line", DataTypes.LongType)
          .add("line", DataTypes.StringType)
          .add("bytes", DataTypes.BinaryType);

  private static final int MAX_TASKS = 4096;

  private JsonLines() {}

  /**
   * The lines of a file, or of the files under a folder.
   *
   * @param notes takes what was passed over
   * @throws UserError if there is nothing, or a file that is the whole input is something else
   */
  static Dataset<Row> read(
      SparkSession spark, IngestRequest request, java.util.function.Consumer<String> notes) {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    Path root = Files.qualified(spark, request.inputUri());
    InputFolder files = new InputFolder(hadoop, root);
    JsonLinesReader reader = new JsonLinesReader(request.labelKind(), request.split());
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
        .flatMap(
            new ListLines(new HadoopSettings(hadoop), reader, root.toString()), Encoders.row(LINE));
  }

  /** Turns rows of {@link #LINE} into frames. */
  record Decoder(JsonLinesReader reader) implements FrameRows {
    private static final long serialVersionUID = 1L;

    @Override
    public UnitResult decode(Row row) {
      return reader.read(row.<String>getAs("line"));
    }
  }

  /** The executors' part: files in, lines out. */
  private record ListLines(HadoopSettings hadoop, JsonLinesReader reader, String root)
      implements FlatMapFunction<String, Row>, Serializable {
    @Override
    public Iterator<Row> call(String part) throws IOException {
      InputFolder files = new InputFolder(hadoop.configuration(), new Path(root));
      // Percent-encoded, as Spark names files: frames of earlier ingests are known by it.
      String uri = new Path(files.uri(part)).toUri().toString();
      return StreamSupport.stream(
              Spliterators.spliteratorUnknownSize(reader.units(part, files), 0), false)
          .map(
              (UnitListing unit) ->
                  RowFactory.create(
                      uri, JsonLinesReader.lineNumber(unit.unit()), unit.unit().detail(), null))
          .iterator();
    }
  }
}
