package io.depthlm.jobs.spark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.actions.Action$;

/**
 * Looks for what is wrong in the log of a Delta table. Delta's own errors often name no file: a
 * parser's exception comes out of a task that reads all commits at once. The commits are small and
 * a sound table is never looked at, so each is simply read again.
 */
final class LogDamage {
  private static final Pattern COMMIT = Pattern.compile("(\\d{20})\\.json");
  private static final Pattern CHECKPOINT = Pattern.compile("(\\d{20})\\.checkpoint\\..+");
  private static final BigInteger LAST = BigInteger.valueOf(Long.MAX_VALUE);
  private static final String LOG = "_delta_log";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What Delta takes for granted, by kind of action (protocol of Delta Lake, "Actions"). */
  private static final Map<String, List<String>> REQUIRED =
      Map.of(
          "add", List.of("path", "partitionValues", "size", "modificationTime"),
          "remove", List.of("path"),
          "metaData", List.of("id", "format", "schemaString", "partitionColumns"),
          "protocol", List.of("minReaderVersion", "minWriterVersion"));

  private LogDamage() {}

  /**
   * The first file at fault.
   *
   * @param table its folder
   * @return such as {@code _delta_log/00000000000000000001.json is missing}; empty if the last
   *     checkpoint and every commit since are there and can be read
   */
  static Optional<String> find(SparkSession spark, FileSystem fs, Path table) throws IOException {
    Path log = new Path(table, LOG);
    TreeSet<Long> commits = new TreeSet<>();
    TreeMap<Long, List<String>> checkpoints = new TreeMap<>(Map.of(-1L, List.of()));
    try {
      for (FileStatus file : fs.listStatus(log)) {
        String name = file.getPath().getName();
        Matcher commit = COMMIT.matcher(name);
        Matcher saved = CHECKPOINT.matcher(name);
        if (!commit.matches() && !saved.matches()) {
          continue;
        }
        OptionalLong version = version((commit.matches() ? commit : saved).group(1));
        if (version.isEmpty()) {
          return Optional.of(LOG + "/" + name + " is of a version that no table reaches");
        } else if (commit.matches()) {
          commits.add(version.getAsLong());
        } else {
          checkpoints.computeIfAbsent(version.getAsLong(), v -> new ArrayList<>()).add(name);
        }
      }
    } catch (FileNotFoundException e) {
      return Optional.empty(); // no table
    }
    long last = commits.isEmpty() ? -1 : commits.last();
    for (long version = checkpoints.lastKey() + 1; version <= last; version++) {
      String name = "%020d.json".formatted(version);
      Optional<String> fault =
          commits.contains(version)
              ? unreadable(spark, fs, new Path(log, name))
              : Optional.of("is missing");
      if (fault.isPresent()) {
        return fault.map(what -> LOG + "/" + name + " " + what);
      }
    }
    for (String name : checkpoints.lastEntry().getValue()) {
      if (isDamagedCheckpoint(spark, fs, new Path(log, name))) {
        return Optional.of(LOG + "/" + name + " cannot be read");
      }
    }
    return Optional.empty();
  }

  private static boolean isDamagedCheckpoint(SparkSession spark, FileSystem fs, Path checkpoint)
      throws IOException {
    if (checkpoint.getName().endsWith(".json")) {
      return unreadable(spark, fs, checkpoint).isPresent();
    }
    String file = checkpoint.toString();
    try {
      if (!List.of(spark.read().parquet(file).columns()).contains("protocol")) {
        return true;
      }
      readAll(spark.read().schema(Action$.MODULE$.logSchema()).parquet(file));
      return false;
    } catch (Exception e) { // Scala throws checked ones undeclared
      return true;
    }
  }

  /**
   * The version in the name of a log's file; empty if Delta, which counts with a long, cannot add
   * another one to it.
   *
   * @param digits 20 of them
   */
  static OptionalLong version(String digits) {
    BigInteger version = new BigInteger(digits);
    return version.compareTo(LAST) < 0
        ? OptionalLong.of(version.longValueExact())
        : OptionalLong.empty();
  }

  private static Optional<String> unreadable(SparkSession spark, FileSystem fs, Path commit)
      throws IOException {
    int number = 0;
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(fs.open(commit), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        Action$.MODULE$.fromJson(line);
        Optional<String> missing = missing(JSON.readTree(line));
        if (missing.isPresent()) {
          return Optional.of("has no %s (line %d)".formatted(missing.get(), number));
        }
      }
    } catch (FileNotFoundException e) {
      return Optional.of("is missing");
    } catch (Exception e) { // Scala throws the parser's checked ones undeclared
      return Optional.of("cannot be read (line " + (number == 0 ? 1 : number) + ")");
    }
    return refused(spark, commit) ? Optional.of("cannot be read") : Optional.empty();
  }

  /** Delta reads an action without such a field, and fails later on a null. */
  private static Optional<String> missing(JsonNode action) {
    return REQUIRED.entrySet().stream()
        .filter(kind -> action.path(kind.getKey()).isObject())
        .flatMap(
            kind ->
                kind.getValue().stream()
                    .filter(field -> !action.get(kind.getKey()).hasNonNull(field))
                    .map(field -> kind.getKey() + "." + field))
        .sorted()
        .findFirst();
  }

  /** Delta reads tables with Spark's parser, which takes fewer values for a type than its own. */
  private static boolean refused(SparkSession spark, Path commit) {
    try {
      readAll(
          spark
              .read()
              .schema(Action$.MODULE$.logSchema())
              .option("mode", "FAILFAST")
              .json(commit.toString()));
      return false;
    } catch (Exception e) { // Scala throws checked ones undeclared
      return true;
    }
  }

  /** All columns; a count of the rows would need none. */
  private static void readAll(Dataset<Row> actions) {
    actions.queryExecution().toRdd().count();
  }
}
