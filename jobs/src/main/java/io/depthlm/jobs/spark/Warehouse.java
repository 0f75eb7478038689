package io.depthlm.jobs.spark;

import io.delta.tables.DeltaTable;
import io.depthlm.common.config.ShippedConf;
import io.depthlm.common.core.UserError;
import io.depthlm.jobs.tables.Table;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsAction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The Delta tables under one URI. Every write is one atomic commit; a failed write leaves the table
 * as it was, and at most files that no commit names.
 */
public final class Warehouse {
  private static final String FIRST_COMMIT = "00000000000000000000.json";
  private static final Pattern COMMIT = Pattern.compile("(\\d{20})\\.json");
  private static final Pattern LOG_FILE =
      Pattern.compile("_last_checkpoint|\\d{20}\\..*(json|parquet)");

  private static final String SCORED = "scored";
  private static final String SCORED_SQL = ShippedConf.ROOT + "/views/scored.sql";

  private final SparkSession spark;
  private final Path root;

  /**
   * @param uri a Hadoop path; a plain local path is taken as a file
   * @throws UserError if no file system answers for it
   */
  public Warehouse(SparkSession spark, String uri) {
    this.spark = spark;
    this.root = Files.qualified(spark, uri);
  }

  /** The session the tables are read with. */
  public SparkSession spark() {
    return spark;
  }

  /** The warehouse as a full URI. */
  public String uri() {
    return root.toString();
  }

  /** The folder of a table. */
  public String path(Table table) {
    return new Path(root, table.tableName()).toString();
  }

  /**
   * Whether a first row was ever written: any commit or checkpoint in the log says so. The folder
   * alone is what a driver leaves that was killed while it made the table.
   */
  public boolean exists(Table table) {
    Path log = new Path(path(table), "_delta_log");
    try {
      FileSystem fs = log.getFileSystem(spark.sparkContext().hadoopConfiguration());
      return fs.exists(new Path(log, FIRST_COMMIT))
          || Arrays.stream(fs.listStatus(log))
              .anyMatch(file -> LOG_FILE.matcher(file.getPath().getName()).matches());
    } catch (FileNotFoundException e) {
      return false;
    } catch (IOException e) {
      throw new UserError(
          "cannot look into the warehouse " + root + ": " + e.getMessage(),
          "check --warehouse and the access to it",
          e);
    }
  }

  /**
   * The table's rows; none, with the right columns, where nothing was ever written. A column that
   * is newer than the table is null in every row.
   */
  public Dataset<Row> read(Table table) {
    if (!exists(table)) {
      return spark.createDataFrame(List.of(), table.schema());
    }
    Dataset<Row> rows = load(table);
    for (StructField field : missing(rows, table)) {
      rows = rows.withColumn(field.name(), functions.lit(null).cast(field.dataType()));
    }
    return rows;
  }

  private Dataset<Row> load(Table table) {
    return opened(table, () -> spark.read().format("delta").load(path(table)));
  }

  /** The table for changes of its rows, for those who maintain it. */
  public DeltaTable delta(Table table) {
    return opened(table, () -> DeltaTable.forPath(spark, path(table)));
  }

  private <T> T opened(Table table, Supplier<T> open) {
    try {
      return open.get();
    } catch (Exception e) { // Scala throws checked ones undeclared
      throw StorageFault.damaged(table, uri(), e);
    }
  }

  private static List<StructField> missing(Dataset<Row> rows, Table table) {
    Set<String> there = Set.of(rows.columns());
    return Arrays.stream(table.schema().fields())
        .filter(f -> f.nullable() && !there.contains(f.name()))
        .toList();
  }

  /** Gives a table of an earlier version of this program the columns that came since. */
  public void addMissingColumns(Table table) {
    String columns =
        missing(load(table), table).stream()
            .map(f -> "`%s` %s".formatted(f.name(), f.dataType().sql()))
            .collect(Collectors.joining(", "));
    if (!columns.isEmpty()) {
      spark.sql("ALTER TABLE %s ADD COLUMNS (%s)".formatted(sqlName(table), columns));
    }
  }

  private String sqlName(Table table) {
    return "delta.`" + path(table).replace("`", "``") + "`";
  }

  /**
   * Makes a table that is not there, so that the first rows need not do it. Rows are computed again
   * if another driver makes the table before they are committed; call this before rows that are
   * expensive.
   */
  public void prepare(Table table) {
    if (!exists(table)) {
      create(table, spark.createDataFrame(List.of(), table.schema()));
    }
  }

  /** Adds rows in one commit; see {@link #conform} for what they must look like. */
  public void append(Table table, Dataset<Row> rows) {
    // A table of an earlier version of this program gets the columns that came since.
    save(table, writer(table, rows).mode(SaveMode.Append).option("mergeSchema", "true"));
  }

  /** Adds rows made on the driver; for the few-row tables only. */
  public void append(Table table, List<Row> rows) {
    append(table, spark.createDataFrame(rows, table.schema()).coalesce(1));
  }

  /**
   * Replaces the rows that satisfy a predicate by others, which must satisfy it as well, in one
   * commit.
   *
   * @param predicate SQL over the table's columns
   * @throws java.util.ConcurrentModificationException if another driver changed such rows meanwhile
   */
  public void replaceWhere(Table table, String predicate, Dataset<Row> rows) {
    if (!exists(table) && create(table, rows)) {
      return;
    }
    save(
        table,
        writer(table, rows)
            .mode(SaveMode.Overwrite)
            .option("replaceWhere", predicate)
            // see append
            .option("mergeSchema", "true"));
  }

  /**
   * Makes a table of its first rows; false if another driver was first. Never an overwrite: that
   * would take away the other's rows.
   */
  private boolean create(Table table, Dataset<Row> rows) {
    try {
      writer(table, rows).mode(SaveMode.ErrorIfExists).save(path(table));
      return true;
    } catch (Exception e) {
      if (exists(table)) {
        return false;
      }
      checkWritable(e);
      throw e;
    }
  }

  /**
   * Adds a row unless one that satisfies a condition is there, in one commit: of several drivers
   * that do so at once, one succeeds. Returns whether the row was added.
   *
   * @param condition over the table's columns as {@code t} and the new row's as {@code s}
   * @throws java.util.ConcurrentModificationException if another driver changed the table
   *     meanwhile; look again
   */
  public boolean insertUnless(Table table, Row row, String condition) {
    Dataset<Row> rows = spark.createDataFrame(List.of(row), table.schema()).coalesce(1);
    if (!exists(table) && create(table, rows)) {
      return true;
    }
    delta(table); // a damaged table is told as one
    String source = "new_row_" + UUID.randomUUID().toString().replace("-", "");
    rows.createOrReplaceTempView(source);
    try {
      // As a statement, because that returns what it did; the builder of Delta 3 returns nothing.
      return spark
              .sql(
                  "MERGE INTO %s AS t USING %s AS s ON %s WHEN NOT MATCHED THEN INSERT *"
                      .formatted(sqlName(table), source, condition))
              .first()
              .<Long>getAs("num_inserted_rows")
          > 0;
    } finally {
      spark.catalog().dropTempView(source);
    }
  }

  /**
   * Sets columns of the rows that satisfy a condition, in one commit. Delta takes any row that
   * another driver adds meanwhile for one that might satisfy it: the table is then looked at again,
   * and what the condition finds there is set.
   *
   * @throws java.util.ConcurrentModificationException if other drivers changed the table each time
   */
  public void update(Table table, Column condition, Map<String, Column> set) {
    Conflicts.retry(() -> delta(table).update(condition, set));
  }

  /**
   * Takes the rows away that satisfy a condition, in one commit.
   *
   * @throws java.util.ConcurrentModificationException if other drivers changed the table each time
   */
  public void delete(Table table, Column condition) {
    Conflicts.retry(() -> delta(table).delete(condition));
  }

  /** The newest version of every table that exists, by table name. */
  public Map<String, Long> versions() {
    Map<String, Long> versions = new TreeMap<>();
    for (Table table : Table.values()) {
      newestVersion(table).ifPresent(version -> versions.put(table.tableName(), version));
    }
    return versions;
  }

  /** By the names of the commits: Delta's own history is a Spark job for each table. */
  private OptionalLong newestVersion(Table table) {
    if (!exists(table)) {
      return OptionalLong.empty();
    }
    Path log = new Path(path(table), "_delta_log");
    try {
      FileSystem fs = log.getFileSystem(spark.sparkContext().hadoopConfiguration());
      return Arrays.stream(fs.listStatus(log))
          .map(file -> COMMIT.matcher(file.getPath().getName()))
          .filter(Matcher::matches)
          .flatMapToLong(name -> LogDamage.version(name.group(1)).stream())
          .max();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Registers every table as a temporary view of its name, its columns with their comments, and the
   * view {@code scored} over them ({@code conf/views/scored.sql}).
   */
  public void registerViews() {
    for (Table table : Table.values()) {
      commented(read(table), table).createOrReplaceTempView(table.tableName());
    }
    try {
      spark.sql(ShippedConf.read(SCORED_SQL)).createOrReplaceTempView(SCORED);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Dataset<Row> commented(Dataset<Row> rows, Table table) {
    Map<String, StructField> known =
        Arrays.stream(table.schema().fields())
            .collect(Collectors.toMap(StructField::name, Function.identity()));
    return rows.select(
        Arrays.stream(rows.columns())
            .map(
                name ->
                    known.containsKey(name)
                        ? functions.col(name).as(name, known.get(name).metadata())
                        : functions.col(name))
            .toArray(Column[]::new));
  }

  private void save(Table table, DataFrameWriter<Row> writer) {
    try {
      Conflicts.retryIfRedefined(() -> writer.save(path(table)));
    } catch (Exception e) { // Scala throws checked ones undeclared
      checkWritable(e);
      throw e;
    }
  }

  /** What went wrong with a write is the user's to mend if the disk or the access is at fault. */
  private void checkWritable(Exception failure) {
    StorageFault.of(failure, uri())
        .ifPresent(
            fault -> {
              throw fault;
            });
    try {
      FileSystem fs = root.getFileSystem(spark.sparkContext().hadoopConfiguration());
      if (!fs.mkdirs(root)) {
        throw new IOException("the folder cannot be made");
      }
      fs.access(root, FsAction.WRITE_EXECUTE);
    } catch (IOException e) {
      UserError error =
          new UserError(
              "cannot write to the warehouse " + root + ": " + e.getMessage(),
              "check --warehouse and the access to it",
              failure);
      error.addSuppressed(e);
      throw error;
    }
  }

  private DataFrameWriter<Row> writer(Table table, Dataset<Row> rows) {
    DataFrameWriter<Row> writer = conform(rows, table.schema()).write().format("delta");
    return table.partitionedBy().isEmpty()
        ? writer
        : writer.partitionBy(table.partitionedBy().toArray(String[]::new));
  }

  /**
   * The rows with exactly the schema's columns, in its order and types; a column that the rows lack
   * is an error, one that the table lacks is dropped.
   */
  static Dataset<Row> conform(Dataset<Row> rows, StructType schema) {
    return rows.select(
        Arrays.stream(schema.fields())
            .map(f -> functions.col(f.name()).cast(f.dataType()).as(f.name(), f.metadata()))
            .toArray(Column[]::new));
  }
}
