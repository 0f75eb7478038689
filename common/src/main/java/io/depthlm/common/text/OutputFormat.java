package io.depthlm.common.text;

/** The output formats of commands, in lower case on the command line. */
public enum OutputFormat {
  /** Aligned columns for a terminal. */
  TABLE,
  /** RFC 4180 with a header line. */
  CSV,
  /** JSON; rows are one object per line. */
  JSON,
  /** Tables for an issue or a README. */
  MARKDOWN
}
