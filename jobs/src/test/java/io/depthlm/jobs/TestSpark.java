package io.depthlm.jobs;

import io.depthlm.jobs.spark.Sessions;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** The one Spark session of a test JVM, started by the first test that needs it. */
public final class TestSpark {
  private static final boolean USUALLY = Boolean.getBoolean("depthlm.test.full.spark");

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
      complete(session, USUALLY);
      session.sparkContext().setLogLevel("WARN");
      return session;
    }
  }

  /**
   * Lets Spark generate code for each query, and Delta keep statistics of each file and skip files
   * by them, as they do for users. Tables of a few rows are not worth it: it was a third of the
   * time of the tests. So a class that runs whole commands one after the other does it, and the
   * slow tiers.
   */
  public static void complete() {
    complete(session(), true);
  }

  /** What all other classes do. */
  public static void asUsual() {
    complete(session(), USUALLY);
  }

  private static void complete(SparkSession session, boolean complete) {
    session.conf().set("spark.sql.codegen.wholeStage", complete);
    session.conf().set("spark.sql.codegen.factoryMode", complete ? "FALLBACK" : "NO_CODEGEN");
    session.conf().set("spark.databricks.delta.stats.collect", complete);
    session.conf().set("spark.databricks.delta.stats.skipping", complete);
  }
}
