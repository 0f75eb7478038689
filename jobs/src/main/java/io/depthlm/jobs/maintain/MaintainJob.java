package io.depthlm.jobs.maintain;

import static org.apache.spark.sql.functions.col;

import io.depthlm.common.core.UserError;
import io.depthlm.jobs.maintain.MaintainRequest.Mode;
import io.depthlm.jobs.maintain.MaintainRequest.ShortVacuum;
import io.depthlm.jobs.spark.JobGroup;
import io.depthlm.jobs.spark.Progress;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;

/** Maintains a warehouse. The job may be killed at any point and run again. */
public final class MaintainJob {
  private final Warehouse warehouse;
  private final MaintainRequest request;

  /** Upkeep of all tables that exist. */
  public MaintainJob(Warehouse warehouse, MaintainRequest request) {
    this.warehouse = warehouse;
    this.request = request;
  }

  /**
   * Runs the upkeep, or reports what it would do.
   *
   * @throws UserError if files would be taken from under readers or runs
   */
  public MaintainResult run(Progress progress) {
    try (JobGroup ignored = JobGroup.of(warehouse.spark(), "maintain", "maintain")) {
      List<RunRecord> runs = runs();
      checkVacuum(runs);
      RemovedRuns removed = RemovedRuns.NONE;
      if (request.keepRuns() != null) {
        Removal removal = new Removal(warehouse, request.mode());
        removed =
            removal.remove(RunRetention.expired(runs, request.keepRuns(), Instant.now()), progress);
      }
      Compaction compaction = new Compaction(warehouse, inProgress(runs()));
      List<MaintainResult.TableUpkeep> tables = new ArrayList<>();
      for (Table table : Table.values()) {
        if (warehouse.exists(table)) {
          progress.say("maintain: " + table.tableName());
          tables.add(upkeep(table, removed.rows(), compaction));
        }
      }
      return new MaintainResult(removed.runIds(), removed.plans(), tables);
    }
  }

  private void checkVacuum(List<RunRecord> runs) {
    if (request.vacuum().compareTo(MaintainRequest.SAFE_VACUUM) >= 0) {
      return;
    }
    String limit = MaintainRequest.SAFE_VACUUM.toHours() + " hours";
    if (request.shortVacuum() == ShortVacuum.REFUSED) {
      throw new UserError(
          "a vacuum after %d hours may delete files that a reader still needs"
              .formatted(request.vacuum().toHours()),
          "keep %s, or say --allow-short-vacuum if nobody reads or writes the tables"
              .formatted(limit));
    }
    List<String> running = inProgress(runs);
    if (!running.isEmpty()) {
      throw new UserError(
          "run %s is in progress, and a vacuum after %d hours may delete what it has just written"
              .formatted(running.get(0), request.vacuum().toHours()),
          "wait for it, or keep " + limit);
    }
  }

  private MaintainResult.TableUpkeep upkeep(
      Table table, Map<Table, Long> removedRows, Compaction compaction) {
    Vacuum vacuum = new Vacuum(warehouse, table, request.vacuum());
    long files = compaction.files(table);
    Compaction.Outcome compacted =
        request.mode() == Mode.EXECUTE ? compaction.run(table) : Compaction.Outcome.NOT_RUN;
    long old = vacuum.deletable();
    if (request.mode() == Mode.EXECUTE && old > 0) {
      vacuum.run();
    }
    return new MaintainResult.TableUpkeep(
        table,
        removedRows.getOrDefault(table, 0L),
        files,
        compacted.before(),
        compacted.after(),
        old,
        compacted.problem());
  }

  private List<RunRecord> runs() {
    return RunRecord.ROWS.decode(
        warehouse
            .read(Table.RUNS)
            .orderBy(col("started_at"), col("run_id"))
            .select(
                Stream.of(RunRecord.ROWS.schema().fieldNames())
                    .map(c -> col(c))
                    .toArray(Column[]::new))
            .collectAsList());
  }

  private static List<String> inProgress(List<RunRecord> runs) {
    Instant now = Instant.now();
    return runs.stream().filter(r -> r.inProgress(now)).map(RunRecord::runId).toList();
  }
}
