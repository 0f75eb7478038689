package io.depthlm.jobs.cli;

/** How rows are written. */
enum RowFormat {
  /** Aligned columns for people. */
  table,
  /** RFC 4180, with a header line. */
  csv,
  /** One JSON object a line. */
  json
}
