package io.depthlm.jobs.report;

/** How a result is written. Lower case on the command line. */
public enum ReportFormat {
  /** Aligned, for a terminal of 100 columns. */
  TABLE,
  /** One line a variant and dataset. */
  CSV,
  /** One document. */
  JSON,
  /** Tables for an issue or a README. */
  MARKDOWN
}
