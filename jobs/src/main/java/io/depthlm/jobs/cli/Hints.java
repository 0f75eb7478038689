package io.depthlm.jobs.cli;

/** Commands that are suggested at the end of others. */
final class Hints {
  private Hints() {}

  /** A {@code depthlm sql} that can be pasted into a shell. */
  static String sql(String query, String warehouse) {
    return "look: depthlm sql \"%s\" --warehouse %s".formatted(query, quoted(warehouse));
  }

  /** A {@code depthlm report} of a run. */
  static String page(String runId, String warehouse) {
    return "page: depthlm report --run %s --out %s.html --warehouse %s"
        .formatted(runId, runId, quoted(warehouse));
  }

  /** A word as a shell takes it. */
  static String quoted(String word) {
    return word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
