package io.depthlm.jobs.ingest;

import io.depthlm.common.core.DaemonThreads;
import io.depthlm.jobs.spark.Progress;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;

/**
 * Reports every second how many items the executors have done, until it is closed. A task that is
 * tried again counts again; the figure is for people.
 */
final class Ticker implements AutoCloseable {
  private final Progress progress;
  private final String what;
  private final LongAccumulator done;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(new DaemonThreads("ingest-progress"));

  Ticker(SparkSession spark, Progress progress, String what) {
    this.progress = progress;
    this.what = what;
    this.done = spark.sparkContext().longAccumulator(what);
  }

  /** Starts reporting. */
  void start(long total) {
    clock.scheduleWithFixedDelay(() -> tell(total), 1, 1, TimeUnit.SECONDS);
  }

  private void tell(long total) {
    long now = Math.min(done.value(), total);
    progress.update(what, now, total);
    if (now == total) {
      clock.shutdown();
    }
  }

  /** What the executors add to. */
  LongAccumulator done() {
    return done;
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
