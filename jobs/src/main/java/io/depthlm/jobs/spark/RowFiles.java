package io.depthlm.jobs.spark;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * How many files new rows become. A task of the step before may have made only a few rows, and a
 * file of its own for them costs a task, an upload and a place in the table's log, again in each
 * later query.
 */
public final class RowFiles {
  private static final long LEAST_ROWS = 10_000;
  private static final long MOST_ROWS = 1_000_000;

  private RowFiles() {}

  /**
   * The same rows in partitions that are worth a file each. Nothing is shuffled, and fewer tasks
   * compute what is not cached.
   *
   * @param count how many they are, roughly
   */
  public static Dataset<Row> gather(Dataset<Row> rows, long count) {
    return rows.coalesce(number(rows, count));
  }

  /**
   * The same by a shuffle, for rows that are few beside those they are made of: these are still
   * read by as many tasks as before.
   *
   * @param count how many they are, roughly
   */
  public static Dataset<Row> gatherFew(Dataset<Row> rows, long count) {
    return rows.repartition(number(rows, count));
  }

  private static int number(Dataset<Row> rows, long count) {
    return number(count, rows.sparkSession().sparkContext().defaultParallelism());
  }

  /** A file for each core, as long as each gets enough rows and none gets too many. */
  static int number(long rows, int cores) {
    long useful = Math.min(cores, -Math.floorDiv(-rows, LEAST_ROWS));
    return (int) Math.max(1, Math.max(useful, -Math.floorDiv(-rows, MOST_ROWS)));
  }
}
