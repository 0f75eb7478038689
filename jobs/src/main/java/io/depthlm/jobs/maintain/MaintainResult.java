package io.depthlm.jobs.maintain;

import io.depthlm.jobs.tables.Table;
import java.util.List;

/**
 * What was done, or would be.
 *
 * @param removedRuns ids of runs
 * @param removedPlans how many plans went with them
 * @param tables every table that exists
 */
public record MaintainResult(
    List<String> removedRuns, long removedPlans, List<TableUpkeep> tables) {

  /**
   * A table's part.
   *
   * @param removedRows rows of removed runs and plans
   * @param files live files before
   * @param compactedFiles small files that became others; null in a dry run, where it is not known
   * @param newFiles what they became; null likewise
   * @param deletedFiles files that no version within the retention names
   * @param problem why compaction was left out, null where it was not
   */
  public record TableUpkeep(
      Table table,
      long removedRows,
      long files,
      Long compactedFiles,
      Long newFiles,
      long deletedFiles,
      String problem) {}
}
