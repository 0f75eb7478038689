package io.depthlm.jobs.ingest;

import io.depthlm.common.core.UserError;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Errors of an input table that appear only when its rows are read, as user errors. */
final class TableFaults {
  /** Their frames on a stack mean that a table's file was being read. */
  private static final List<String> READERS =
      List.of(
          "org.apache.parquet.",
          "shaded.parquet.",
          "org.apache.spark.sql.execution.datasources.FileScanRDD",
          "org.apache.spark.sql.execution.datasources.parquet.",
          "org.apache.spark.sql.errors.QueryExecutionErrors");

  /** Spark names files percent-encoded, without white space. */
  private static final Pattern FILE =
      Pattern.compile("(?i)\\bfile:? \"?([a-z][a-z0-9+-]*:/\\S*[^\\s.,;\"])");

  private TableFaults() {}

  /** The failure in words that name the file, or null where it did not come of reading a table. */
  static UserError of(Exception failure, String inputUri) {
    String file = null;
    boolean reading = false;
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof UserError) {
        return null;
      }
      for (StackTraceElement frame : t.getStackTrace()) {
        reading |= READERS.stream().anyMatch(frame.getClassName()::startsWith);
      }
      Matcher named = FILE.matcher(String.valueOf(t.getMessage()));
      if (file == null && named.find()) {
        file = named.group(1);
      }
    }
    if (!reading) {
      return null;
    }
    String root = TableSource.rootLine(failure);
    return new UserError(
        "cannot read the table %s: %s"
            .formatted(inputUri, file == null || root.contains(file) ? root : file + ": " + root),
        "write it again, with an encoding and compression that Spark reads (such as zstd)",
        failure);
  }
}
