package io.depthlm.jobs.spark;

import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * The name under which Spark shows what this thread runs, until {@link #close}, which restores the
 * name that held before: a job inside another one does not take the other's name away.
 */
public final class JobGroup implements AutoCloseable {
  private static final String ID = "spark.jobGroup.id";
  private static final String DESCRIPTION = "spark.job.description";
  private static final String INTERRUPT = "spark.job.interruptOnCancel";

  private final SparkContext context;
  private final String id;
  private final String description;
  private final String interrupt;

  private JobGroup(SparkContext context) {
    this.context = context;
    this.id = context.getLocalProperty(ID);
    this.description = context.getLocalProperty(DESCRIPTION);
    this.interrupt = context.getLocalProperty(INTERRUPT);
  }

  /** Names what follows. */
  public static JobGroup of(SparkSession spark, String id, String description) {
    JobGroup group = new JobGroup(spark.sparkContext());
    group.context.setJobGroup(id, description, false);
    return group;
  }

  @Override
  public void close() {
    context.setLocalProperty(ID, id);
    context.setLocalProperty(DESCRIPTION, description);
    context.setLocalProperty(INTERRUPT, interrupt);
  }
}
