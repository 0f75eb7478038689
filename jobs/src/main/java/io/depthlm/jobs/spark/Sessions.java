package io.depthlm.jobs.spark;

import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** The Spark session of a command. */
public final class Sessions {
  private Sessions() {}

  /**
   * The session, with Delta in place. Settings that spark-submit or the caller gave win over ours.
   *
   * @param application the name in Spark's UI and logs
   * @param settings further Spark settings, by key
   */
  public static SparkSession open(String application, Map<String, String> settings) {
    SparkSession.Builder builder = SparkSession.builder().appName(application);
    org.apache.spark.SparkConf submitted = new org.apache.spark.SparkConf();
    defaults()
        .forEach(
            (key, value) -> {
              if (!submitted.contains(key)) {
                builder.config(key, value);
              }
            });
    settings.forEach(builder::config);
    if (!submitted.contains("spark.master") && !settings.containsKey("spark.master")) {
      builder
          .master("local[*]")
          .config("spark.driver.host", "127.0.0.1")
          .config("spark.driver.bindAddress", "127.0.0.1");
    }
    return builder.getOrCreate();
  }

  private static Map<String, String> defaults() {
    return Map.ofEntries(
        Map.entry("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension"),
        Map.entry(
            "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog"),
        Map.entry("spark.delta.logStore.file.impl", LocalCommits.class.getName()),
        Map.entry("spark.sql.session.timeZone", "UTC"),
        Map.entry("spark.sql.shuffle.partitions", "16"),
        Map.entry("spark.databricks.delta.snapshotPartitions", "4"),
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
