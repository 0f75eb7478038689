package io.depthlm.jobs.faults;

import io.depthlm.common.config.SweepLoader;
import io.depthlm.common.engine.host.EngineHolder;
import io.depthlm.common.settings.TextSource;
import io.depthlm.jobs.predict.PredictJob;
import io.depthlm.jobs.spark.Progress;
import io.depthlm.jobs.spark.Sessions;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.sweep.SweepJob;
import io.depthlm.jobs.sweep.SweepResult;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;

/**
 * A sweep on two executor processes of two tasks each, which then says how many engines every
 * executor process built. A program of its own: a process has one session, and the tests' is local.
 */
final class ClusterSweep {
  private static final int ASKING_TASKS = 24;

  private ClusterSweep() {}

  /** Arguments: the warehouse, then sweep files, which run one after another. */
  public static void main(String[] arguments) {
    SparkSession spark =
        Sessions.open(
            "cluster",
            Map.of(
                "spark.master", "local-cluster[2,2,1024]",
                "spark.driver.host", "127.0.0.1",
                "spark.driver.bindAddress", "127.0.0.1",
                "spark.sql.shuffle.partitions", "4",
                "spark.databricks.delta.snapshotPartitions", "2",
                "spark.executor.extraClassPath", System.getProperty("java.class.path"),
                "spark.executor.extraJavaOptions", String.join(" ", Driver.flags()),
                // Both processes are to be there before the first task is.
                "spark.scheduler.minRegisteredResourcesRatio", "1.0",
                "spark.scheduler.maxRegisteredResourcesWaitingTime", "120s"));
    try {
      Warehouse warehouse = new Warehouse(spark, arguments[0]);
      for (String conf : List.of(arguments).subList(1, arguments.length)) {
        SweepResult result =
            new SweepJob(
                    warehouse,
                    new SweepLoader(TextSource.local(), List.of("../conf")).load(conf, List.of()))
                .run(null, SweepJob.Stage.EVALUATE, PredictJob.Reuse.NOTHING, Progress.SILENT);
        System.out.printf(
            "asked %d failed %d loads %d%n",
            result.predicted().asked(),
            result.predicted().failed(),
            result.predicted().engineLoads());
      }
      new TreeSet<>(
              spark
                  .range(0, ASKING_TASKS, 1, ASKING_TASKS)
                  .mapPartitions(
                      (MapPartitionsFunction<Long, String>)
                          rows -> {
                            Thread.sleep(100); // so that no process takes all of them
                            return Collections.singleton(
                                    "executor %s process %d loads %d"
                                        .formatted(
                                            SparkEnv.get().executorId(),
                                            ProcessHandle.current().pid(),
                                            EngineHolder.ofProcess().loads()))
                                .iterator();
                          },
                      Encoders.STRING())
                  .collectAsList())
          .forEach(System.out::println);
    } finally {
      spark.stop();
    }
  }
}
