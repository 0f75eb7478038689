package io.depthlm.jobs.spark;

import io.depthlm.common.core.UserError;
import io.depthlm.jobs.meter.MetersPlugin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.internal.config.ConfigEntry;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.sources.DeltaSQLConf;
import org.apache.spark.sql.internal.SQLConf;

/** The Spark session of a command. */
public final class Sessions {
  private static final String HADOOP = "spark.hadoop.";
  private static final String TASK_GPUS = "spark.task.resource.gpu.amount";

  /** The one number that Spark does not declare. */
  private static final String PARALLELISM = "spark.default.parallelism";

  private static final String LOCAL_FOLDERS = "spark.local.dir";
  private static final String TEMPORARY = System.getProperty("java.io.tmpdir");

  private Sessions() {}

  /**
   * The session, with Delta in place. Settings that spark-submit or the caller gave win over ours.
   *
   * @param application the name in Spark's UI and logs
   * @param settings further Spark settings, by key
   * @throws UserError if Spark would hang on them, or refuses to start with them
   */
  public static SparkSession open(String application, Map<String, String> settings) {
    SparkSession.Builder builder = SparkSession.builder().appName(application);
    org.apache.spark.SparkConf submitted = new org.apache.spark.SparkConf();
    for (scala.Tuple2<String, String> setting : submitted.getAll()) {
      check(setting._1(), setting._2());
    }
    settings.forEach(Sessions::check);
    Map<String, String> defaults = new HashMap<>(defaults());
    defaults.putAll(ObjectStorage.settings(System.getenv()));
    defaults.forEach(
        (key, value) -> {
          if (!submitted.contains(key)) {
            builder.config(key, value);
          }
        });
    settings.forEach(builder::config);
    String master = master(submitted, settings);
    builder.master(master);
    if (isLocal(master)) {
      // Nobody else has to reach this driver; the name of a laptop often leads nowhere.
      for (String address : List.of("spark.driver.host", "spark.driver.bindAddress")) {
        if (!submitted.contains(address) && !settings.containsKey(address)) {
          builder.config(address, "127.0.0.1");
        }
      }
    }
    checkMaster(submitted, settings);
    if (isLocal(master)) {
      checkLocalFolders(
          System.getenv("SPARK_LOCAL_DIRS"),
          settings.getOrDefault(LOCAL_FOLDERS, submitted.get(LOCAL_FOLDERS, TEMPORARY)));
    }
    SparkSession session = started(builder);
    ObjectStorage.forget(session.sparkContext().hadoopConfiguration(), System.getenv());
    return session;
  }

  /**
   * Hadoop's settings for a command that needs no session.
   *
   * @param settings Spark settings; those of Hadoop count
   */
  public static Configuration hadoop(Map<String, String> settings) {
    Configuration hadoop = new Configuration();
    Map<String, String> all = new HashMap<>(ObjectStorage.settings(System.getenv()));
    all.putAll(settings);
    all.forEach(
        (key, value) -> {
          ObjectStorage.checkNoSecret(key);
          if (key.startsWith(HADOOP)) {
            hadoop.set(key.substring(HADOOP.length()), value);
          }
        });
    return hadoop;
  }

  /**
   * A local master has no resources to give to tasks, and Spark would wait for them for ever.
   *
   * @throws UserError if that is asked for
   */
  static void checkMaster(org.apache.spark.SparkConf submitted, Map<String, String> settings) {
    String master = master(submitted, settings);
    boolean wanted =
        settings.containsKey(TASK_GPUS)
            ? !settings.get(TASK_GPUS).equals("0")
            : !submitted.get(TASK_GPUS, "0").equals("0");
    if (wanted && isLocal(master)) {
      throw new UserError(
          TASK_GPUS + " is set, but the master " + master + " has no GPUs to give to tasks",
          "leave it out: on one machine device = gpu in the model's entry is enough");
    }
  }

  private static void check(String key, String value) {
    ObjectStorage.checkNoSecret(key);
    checkValue(key, value);
  }

  /**
   * Spark reads a setting when it needs it, maybe in a task that reads a table, which then seems to
   * be damaged. So all of them are read before it starts.
   *
   * @throws UserError if it is a setting of Spark or Delta that does not take this value
   */
  static void checkValue(String key, String value) {
    DeltaSQLConf.DELTA_SNAPSHOT_PARTITIONS(); // Spark knows Delta's settings once they are loaded
    SQLConf.SHUFFLE_PARTITIONS();
    if (key.equals(PARALLELISM) && !value.matches("[1-9][0-9]{0,8}")) {
      throw new UserError(
          "the Spark setting %s cannot be used: it should be int, but was %s".formatted(key, value),
          "the number of partitions of data that comes from no file");
    }
    ConfigEntry<?> entry = ConfigEntry.findEntry(key);
    if (entry == null || value.contains("${")) { // Spark fills in the other settings
      return;
    }
    try {
      entry.valueConverter().apply(value);
    } catch (RuntimeException e) {
      throw new UserError(
          "the Spark setting %s cannot be used: %s".formatted(key, e.getMessage()),
          entry.doc().isBlank() ? "see Spark's configuration page" : entry.doc().strip(),
          e);
    }
  }

  /**
   * Without a folder for its temporary files, Spark does not fail: it ends the process.
   *
   * @param environment SPARK_LOCAL_DIRS, which wins; null if it is not set
   * @param setting folders, separated by commas
   * @throws UserError if none of the folders can be written
   */
  static void checkLocalFolders(String environment, String setting) {
    String folders = environment == null ? setting : environment;
    for (String folder : folders.split(",")) {
      try {
        Path path = Path.of(folder.strip().replaceFirst("^file:(//)?(?=/)", ""));
        if (Files.isWritable(Files.createDirectories(path))) {
          return;
        }
      } catch (IOException | InvalidPathException e) {
        continue; // the next one may do
      }
    }
    throw new UserError(
        "Spark cannot write temporary files to " + folders,
        "name a folder with --spark %s=FOLDER, or in SPARK_LOCAL_DIRS".formatted(LOCAL_FOLDERS));
  }

  /** What keeps Spark from starting is a setting, a file or the machine, and never the data. */
  private static SparkSession started(SparkSession.Builder builder) {
    try {
      return builder.getOrCreate();
    } catch (Exception e) { // Scala's methods throw checked exceptions, too
      Throwable cause = StorageFault.root(e);
      String message = StorageFault.firstLine(cause);
      throw new UserError(
          "Spark does not start: "
              + (cause instanceof ReflectiveOperationException
                  ? "class not found: " + message
                  : message),
          "check what --spark and Spark's own configuration set; a larger heap is"
              + " DEPTHLM_JAVA_OPTS=-Xmx4g for ./depthlm, --driver-memory for spark-submit",
          e);
    }
  }

  private static String master(org.apache.spark.SparkConf submitted, Map<String, String> settings) {
    return settings.getOrDefault("spark.master", submitted.get("spark.master", "local[*]"));
  }

  private static boolean isLocal(String master) {
    return master.matches("local(\\[.*])?");
  }

  private static Map<String, String> defaults() {
    return Map.ofEntries(
        Map.entry("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension"),
        Map.entry(
            "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog"),
        Map.entry("spark.delta.logStore.file.impl", LocalCommits.class.getName()),
        // One request for what is asked for; the default reads ahead on a hundred threads, and has
        // retries of its own.
        Map.entry("spark.hadoop.fs.s3a.input.stream.type", "classic"),
        Map.entry("spark.delta.logStore.s3a.impl", ConditionalCommits.class.getName()),
        // Spark's own, and the key of customer-side encryption.
        Map.entry(
            "spark.redaction.regex",
            "(?i)secret|password|token|(access|account|encryption|private)[.]?key|[.]sas[.]|credential(?!s[.]provider)"),
        Map.entry("spark.plugins", MetersPlugin.class.getName()),
        Map.entry("spark.metrics.namespace", "depthlm"),
        Map.entry("spark.sql.session.timeZone", "UTC"),
        // As in Spark 3.5 by default: a statement gives the same rows on Spark 4.
        Map.entry("spark.sql.ansi.enabled", "false"),
        Map.entry("spark.sql.shuffle.partitions", "16"),
        // A command runs hundreds of small queries on Delta logs, the same ones again and again;
        // the default of 100 compiled queries forgets them in between.
        Map.entry("spark.sql.codegen.cache.maxEntries", "1000"),
        // The files of a log are read in parallel anyway. Joining what they say is quick in one
        // task, even for many thousand data files, and a run does it some twenty times.
        Map.entry("spark.databricks.delta.snapshotPartitions", "1"),
        // The tables begin with their keys, which queries select by. The least and greatest values
        // of all 32 columns, as by default, take half of the time of a write.
        Map.entry("spark.databricks.delta.properties.defaults.dataSkippingNumIndexedCols", "8"),
        // Frames are joined to questions; a hundred thousand of them are worth sending around.
        Map.entry("spark.sql.autoBroadcastJoinThreshold", "67108864"),
        // Partition values (run ids, plan ids) that look like numbers must stay strings.
        Map.entry("spark.sql.sources.partitionColumnTypeInference.enabled", "false"),
        // Spark makes this folder, unasked, in the current one; we keep no tables in it.
        Map.entry(
            "spark.sql.warehouse.dir",
            Path.of(System.getProperty("java.io.tmpdir"), "depthlm-spark-warehouse")
                .toUri()
                .toString()),
        Map.entry("spark.ui.enabled", "false"),
        Map.entry("spark.ui.showConsoleProgress", "false"));
  }
}
