package io.depthlm.jobs.ingest;

import io.depthlm.common.core.UserError;
import io.depthlm.common.dataset.DatasetFiles;
import io.depthlm.jobs.spark.Files;
import io.depthlm.jobs.spark.InputFolder;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.parquet.ParquetToSparkSchemaConverter;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.StructType;

/**
 * A Parquet or Delta table, of which only the columns are read that could mean something: a column
 * that nobody asked for cannot be in the way.
 *
 * @param rows the columns that were found and can be read
 * @param columns the names of all columns
 * @param unreadable type of each column that was found and cannot be read, by its lower-case name
 */
record TableSource(Dataset<Row> rows, List<String> columns, Map<String, String> unreadable) {

  /** The same table with its rows otherwise. */
  TableSource withRows(Dataset<Row> others) {
    return new TableSource(others, columns, unreadable);
  }

  /** Rows that have the columns of two tables. */
  TableSource joined(Dataset<Row> both, TableSource other) {
    List<String> all = new ArrayList<>(columns);
    other.columns.stream().filter(c -> !all.contains(c)).forEach(all::add);
    Map<String, String> faults = new HashMap<>(other.unreadable);
    faults.putAll(unreadable);
    return new TableSource(both, all, faults);
  }

  /**
   * Opens a table; no row is read yet.
   *
   * @param given its URI as the user gave it
   * @param option the argument it was given with
   * @param wanted lower-case names of the columns that could be needed
   * @throws UserError if there is no table that can be read
   */
  static TableSource open(SparkSession spark, String given, String option, Set<String> wanted) {
    Path path = Files.qualified(spark, given);
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    try {
      if (!Files.exists(hadoop, path)) {
        throw new UserError(
            "no Parquet or Delta table at " + path + ": there is nothing of this name",
            Files.remedyIfMissing(path, option));
      }
      return Files.exists(hadoop, new Path(path, "_delta_log"))
          ? delta(session(spark), path, wanted)
          : parquet(session(spark), new InputFolder(hadoop, path), path, option, wanted);
    } catch (UserError e) {
      throw e;
    } catch (Exception e) { // Scala throws AnalysisException and SparkException unchecked
      throw new UserError(
          "cannot read the table " + path + ": " + rootLine(e),
          "--format table reads Parquet and Delta; check " + option,
          e);
    }
  }

  /**
   * A session for reading input tables. Spark's fast Parquet reader does not know all encodings;
   * pictures and arrays gain nothing by it.
   */
  private static SparkSession session(SparkSession spark) {
    SparkSession session = spark.newSession();
    session.conf().set("spark.sql.parquet.enableVectorizedReader", "false");
    session.conf().set("spark.sql.legacy.parquet.nanosAsLong", "true");
    return session;
  }

  private static TableSource delta(SparkSession spark, Path path, Set<String> wanted) {
    Dataset<Row> all =
        spark.read().format("delta").options(Files.readerOptions(path)).load(path.toString());
    String[] names =
        Arrays.stream(all.columns())
            .filter(name -> wanted.contains(name.toLowerCase(Locale.ROOT)))
            .toArray(String[]::new);
    return new TableSource(
        all.select(Arrays.stream(names).map(all::col).toArray(org.apache.spark.sql.Column[]::new)),
        List.of(all.columns()),
        Map.of());
  }

  private static TableSource parquet(
      SparkSession spark, InputFolder files, Path path, String option, Set<String> wanted)
      throws IOException {
    String first = firstFile(files, "", option);
    Map<String, ParquetFooter.Field> fields = footer(files, first).fields();
    StructType schema = new StructType();
    Map<String, String> unreadable = new HashMap<>();
    for (ParquetFooter.Field field : fields.values()) {
      String name = field.name().toLowerCase(Locale.ROOT);
      if (wanted.contains(name)) {
        try {
          schema =
              schema.add(
                  new ParquetToSparkSchemaConverter(SQLConf.get())
                      .convert(field.schema())
                      .apply(0));
        } catch (Exception e) { // AnalysisException is thrown unchecked
          unreadable.put(name, field.typeWords());
        }
      }
    }
    Dataset<Row> rows =
        spark
            .read()
            .schema(schema)
            .options(ParquetFiles.readerOptions(path, spark.sparkContext().hadoopConfiguration()))
            // The name is a name, not a pattern.
            .option("__globPaths__", "false")
            .parquet(path.toString());
    List<String> columns = new ArrayList<>(fields.keySet());
    for (String column : rows.columns()) {
      if (!fields.containsKey(column)) {
        columns.add(column); // a partition's
      }
    }
    return new TableSource(rows, columns, unreadable);
  }

  private static ParquetFooter footer(DatasetFiles files, String path) throws IOException {
    long bytes = files.length(path);
    int tailBytes = (int) Math.min(bytes, ParquetFooter.TAIL_BYTES);
    try {
      byte[] tail = files.readRange(path, bytes - tailBytes, tailBytes);
      int length = ParquetFooter.length(tail, bytes);
      return ParquetFooter.parse(files.readRange(path, bytes - tailBytes - length, length));
    } catch (IOException e) {
      throw new UserError(
          "no Parquet or Delta table at " + files.uri(path) + ": " + e.getMessage(),
          "--format table reads Parquet files, folders of them, and Delta tables",
          e);
    }
  }

  /** A file that shows the columns of all; null where there is none. */
  private static String firstFile(InputFolder files, String folder, String option)
      throws IOException {
    if (folder.isEmpty() && isFile(files)) {
      if (isHidden(files.root().getName())) {
        throw new UserError(
            files.root()
                + " is not read: Spark takes files whose names begin with '_' or '.' for hidden",
            "rename it");
      }
      return "";
    }
    String found = find(files, folder);
    if (found == null) {
      throw new UserError(
          "no Parquet or Delta table at " + files.root() + ": no file in it", "check " + option);
    }
    return found;
  }

  private static boolean isFile(DatasetFiles files) throws IOException {
    try {
      files.length("");
      return true;
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  private static String find(DatasetFiles files, String folder) throws IOException {
    DatasetFiles.Listing listing = files.list(folder);
    String before = folder.isEmpty() ? "" : folder + "/";
    for (DatasetFiles.Item item : listing.files()) {
      if (!isHidden(item.name()) && item.bytes() > 0) {
        return before + item.name();
      }
    }
    for (String name : listing.folders()) {
      String found = isHidden(name) ? null : find(files, before + name);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static boolean isHidden(String name) {
    return name.startsWith("_") && !name.contains("=") || name.startsWith(".");
  }

  /** The first line of the message of the root cause. */
  static String rootLine(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = root.getMessage() == null ? "" : root.getMessage();
    return message.isBlank()
        ? root.getClass().getSimpleName()
        : message.lines().findFirst().orElse("");
  }
}
