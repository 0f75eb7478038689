package io.depthlm.jobs.sql;

/** Which files a query may read. */
public enum FileAccess {
  /** Those of the warehouse's tables. */
  TABLES_ONLY,
  /** Files that the query names as well, as in {@code parquet.`path`}. */
  NAMED_FILES
}
