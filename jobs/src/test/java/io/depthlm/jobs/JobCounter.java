package io.depthlm.jobs;

import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;

/** The Spark jobs that some work starts. */
public final class JobCounter extends SparkListener {
  private final List<String> jobs = new ArrayList<>();

  private JobCounter() {}

  /** Runs the work; one line for each job, for people. */
  public static List<String> jobsOf(SparkContext context, Runnable work) {
    JobCounter counter = new JobCounter();
    context.addSparkListener(counter);
    try {
      work.run();
      // Listeners are told on a thread of their own.
      context.listenerBus().waitUntilEmpty();
    } catch (TimeoutException e) {
      throw new IllegalStateException(e);
    } finally {
      context.removeSparkListener(counter);
    }
    return counter.seen();
  }

  @Override
  public synchronized void onJobStart(SparkListenerJobStart start) {
    Properties of = start.properties();
    jobs.add(
        "%s: %s, %s"
            .formatted(
                of.getProperty("spark.jobGroup.id"),
                of.getProperty("callSite.short"),
                of.getProperty("spark.job.description")));
  }

  private synchronized List<String> seen() {
    return List.copyOf(jobs);
  }
}
