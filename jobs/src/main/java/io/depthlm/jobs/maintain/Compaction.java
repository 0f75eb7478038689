package io.depthlm.jobs.maintain;

import io.delta.tables.DeltaOptimizeBuilder;
import io.delta.tables.DeltaTable;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;

/** Merges small files of a partition. The rows of a run in progress are not touched. */
final class Compaction {
  private static final String RUN = "run_id";

  private final Warehouse warehouse;
  private final List<String> inProgress;

  Compaction(Warehouse warehouse, List<String> inProgress) {
    this.warehouse = warehouse;
    this.inProgress = inProgress;
  }

  /**
   * The result for a table.
   *
   * @param problem why it was left as it is; null if it was not
   */
  record Outcome(Long before, Long after, String problem) {
    static final Outcome NOT_RUN = new Outcome(null, null, null);
  }

  /** Live files. */
  long files(Table table) {
    return table(table).detail().select("numFiles").first().<Long>getAs("numFiles");
  }

  Outcome run(Table table) {
    DeltaOptimizeBuilder optimize = table(table).optimize();
    if (table.partitionedBy().contains(RUN) && !inProgress.isEmpty()) {
      optimize =
          optimize.where(
              inProgress.stream()
                  .map(id -> "'" + id.replace("'", "''") + "'")
                  .collect(Collectors.joining(", ", RUN + " NOT IN (", ")")));
    }
    try {
      Row metrics = optimize.executeCompaction().select("metrics.*").first();
      return new Outcome(metrics.getAs("numFilesRemoved"), metrics.getAs("numFilesAdded"), null);
    } catch (ConcurrentModificationException e) {
      // Whoever wrote keeps what was written; the next maintenance finds the same small files.
      return new Outcome(0L, 0L, "it was being written, try again later");
    }
  }

  private DeltaTable table(Table table) {
    return warehouse.delta(table);
  }
}
