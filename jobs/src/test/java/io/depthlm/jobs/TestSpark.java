package io.depthlm.jobs;

import io.depthlm.jobs.spark.Sessions;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** The one Spark session of a test JVM, started by the first test that needs it. */
public final class TestSpark {
  private TestSpark() {}

  /** The session; nobody closes it, the JVM's end does. */
  public static SparkSession session() {
    return Holder.SESSION;
  }

  private static final class Holder {
    static final SparkSession SESSION = open();

    private static SparkSession open() {
      SparkSession session =
          Sessions.open(
              "tests",
              Map.of(
                  "spark.master", "local[2]",
                  "spark.driver.host", "127.0.0.1",
                  "spark.driver.bindAddress", "127.0.0.1",
                  // Tables of a few rows have nothing to adapt to, and each stage is planned again.
                  "spark.sql.adaptive.enabled", "false",
                  "spark.sql.shuffle.partitions", "2",
                  "spark.databricks.delta.snapshotPartitions", "1"));
      session.sparkContext().setLogLevel("WARN");
      return session;
    }
  }
}
