package io.depthlm.jobs;

import io.depthlm.jobs.spark.Sessions;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** The one Spark session of a test JVM, started by the first test that needs it. */
public final class TestSpark {
  private static final boolean USUALLY = Boolean.getBoolean("depthlm.test.generated.code");

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
      generateCode(session, USUALLY);
      session.sparkContext().setLogLevel("WARN");
      return session;
    }
  }

  /**
   * Lets Spark generate code for each query, as it does for users. Tables of a few rows are not
   * worth it: it was a fifth of the time of the tests. So a class that runs whole commands one
   * after the other does it, and the slow tiers.
   */
  public static void generateCode() {
    generateCode(session(), true);
  }

  /** What all other classes do. */
  public static void generateCodeAsUsual() {
    generateCode(session(), USUALLY);
  }

  private static void generateCode(SparkSession session, boolean generate) {
    session.conf().set("spark.sql.codegen.wholeStage", generate);
    session.conf().set("spark.sql.codegen.factoryMode", generate ? "FALLBACK" : "NO_CODEGEN");
  }
}
