package io.depthlm.jobs.spark;

/** Column lists for joins with a join type. */
public final class Joins {
  private Joins() {}

  /** Columns of one name on both sides; the joined rows have each once. */
  public static String[] on(String... columns) {
    return columns;
  }
}
