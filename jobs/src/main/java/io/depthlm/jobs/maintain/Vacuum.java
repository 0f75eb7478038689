package io.depthlm.jobs.maintain;

import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;

/** Files that no version of a table within a retention names. */
final class Vacuum {
  private final SparkSession spark;
  private final String statement;

  Vacuum(Warehouse warehouse, Table table, Duration retention) {
    this.spark = warehouse.spark();
    this.statement =
        "VACUUM delta.`%s` RETAIN %d HOURS".formatted(warehouse.path(table), retention.toHours());
  }

  /** How many there are. */
  long deletable() {
    return withSettings(() -> spark.sql(statement + " DRY RUN").count());
  }

  /** Deletes them. */
  void run() {
    withSettings(() -> spark.sql(statement).count());
  }

  private Map<String, String> settings() {
    return Map.of(
        // MaintainJob has checked the retention, and knows more about who writes than Delta.
        "spark.databricks.delta.retentionDurationCheck.enabled",
        "false",
        // Delta lists folders in so many tasks, 10,000 by default, however few there are.
        "spark.sql.sources.parallelPartitionDiscovery.parallelism",
        Integer.toString(2 * spark.sparkContext().defaultParallelism()));
  }

  private long withSettings(Supplier<Long> work) {
    Map<String, String> before = new HashMap<>();
    settings().keySet().forEach(key -> before.put(key, spark.conf().get(key)));
    try {
      settings().forEach(spark.conf()::set);
      return work.get();
    } finally {
      before.forEach(spark.conf()::set);
    }
  }
}
