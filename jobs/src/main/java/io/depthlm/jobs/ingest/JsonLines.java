package io.depthlm.jobs.ingest;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import io.depthlm.common.core.UserError;
import io.depthlm.jobs.spark.Files;
import java.io.IOException;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * JSON-lines files with the number of each line.
 *
 * <p>Spark splits large files and knows only where a block begins. So the lines of each block are
 * counted first (a few numbers a block come to the driver), and a line's number is its block's
 * offset plus its place in the block.
 */
final class JsonLines {
  /** source_uri, source_line (from 1), line, bytes (always null here). */
  static final StructType LINE =
      new StructType()
          .add("source_uri", DataTypes.StringType)
          .add("source_line", DataTypes.LongType)
          .add("line", DataTypes.StringType)
          .add("bytes", DataTypes.BinaryType);

  private JsonLines() {}

  /**
   * The lines of a file, or of all {@code .jsonl}, {@code .ndjson} and {@code .json} files (also
   * gzipped) under a folder.
   *
   * @throws UserError if there is nothing
   */
  static Dataset<Row> read(SparkSession spark, String inputUri) {
    Path path = Files.qualified(spark, inputUri);
    boolean folder = isFolder(spark, path);
    var reader = spark.read();
    if (folder) {
      reader =
          reader
              .option("recursiveFileLookup", "true")
              .option("pathGlobFilter", "*.{jsonl,ndjson,json,jsonl.gz,ndjson.gz,json.gz}");
    }
    Dataset<Row> blocks =
        reader
            .text(path.toString())
            .select(
                col("value").as("line"),
                col("_metadata.file_path").as("source_uri"),
                col("_metadata.file_block_start").as("block"));
    List<Row> counts =
        blocks.groupBy("source_uri", "block").agg(count(lit(1)).as("n")).collectAsList();
    if (counts.isEmpty()) {
      throw new UserError(
          "no lines in " + path + (folder ? " (looked for *.jsonl, *.ndjson, *.json)" : ""),
          "--input takes a JSON-lines file or a folder of them");
    }
    return blocks.mapPartitions(new Number(offsets(counts)), Encoders.row(LINE));
  }

  private static boolean isFolder(SparkSession spark, Path path) {
    try {
      return path.getFileSystem(spark.sparkContext().hadoopConfiguration())
          .getFileStatus(path)
          .isDirectory();
    } catch (java.io.FileNotFoundException e) {
      throw new UserError("no such file or folder: " + path, "check --input", e);
    } catch (IOException e) {
      throw new UserError(
          "cannot read " + path + ": " + e.getMessage(), "check --input and the access to it", e);
    }
  }

  /** Lines before each block, by "uri block". */
  private static HashMap<String, Long> offsets(List<Row> counts) {
    HashMap<String, Long> offsets = new HashMap<>();
    Map<String, Long> running = new HashMap<>();
    counts.stream()
        .sorted(
            java.util.Comparator.comparing((Row r) -> r.getString(0))
                .thenComparing(r -> r.getLong(1)))
        .forEach(
            r -> {
              long before = running.getOrDefault(r.getString(0), 0L);
              offsets.put(r.getString(0) + " " + r.getLong(1), before);
              running.put(r.getString(0), before + r.getLong(2));
            });
    return offsets;
  }

  /** Numbers the lines of a partition, which holds whole blocks in their order. */
  private record Number(HashMap<String, Long> offsets)
      implements MapPartitionsFunction<Row, Row>, Serializable {
    @Override
    public Iterator<Row> call(Iterator<Row> lines) {
      return new Iterator<>() {
        private String block = "";
        private long line;

        @Override
        public boolean hasNext() {
          return lines.hasNext();
        }

        @Override
        public Row next() {
          Row row = lines.next();
          String here = row.getString(1) + " " + row.getLong(2);
          if (!here.equals(block)) {
            block = here;
            line = offsets.get(here);
          }
          line++;
          return RowFactory.create(row.getString(1), line, row.getString(0), null);
        }
      };
    }
  }
}
