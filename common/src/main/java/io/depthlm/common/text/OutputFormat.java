package io.depthlm.common.text;

/** How rows and results are written. Lower case on the command line. */
public enum OutputFormat {
  /** Aligned columns for a terminal. */
  TABLE,
  /** RFC 4180 with a header line. */
  CSV,
  /** JSON; rows are one object a line. */
  JSON,
  /** Tables for an issue or a README. */
  MARKDOWN
}
