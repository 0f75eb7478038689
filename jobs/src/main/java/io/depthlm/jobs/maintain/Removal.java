package io.depthlm.jobs.maintain;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.current_timestamp;
import static org.apache.spark.sql.functions.not;

import io.depthlm.jobs.maintain.MaintainRequest.Mode;
import io.depthlm.jobs.spark.Progress;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/** Removes runs, and the plans that no other run uses. */
final class Removal {
  /** What goes with a run, in this order; the cells last, see the package. */
  private static final List<Table> OF_RUN =
      List.of(Table.PREDICTIONS, Table.METRICS, Table.REJECTS, Table.RUN_CELLS);

  private static final Column OF_PLANS =
      col("stage").equalTo("plan").and(col("plan_id").isNotNull());

  private final Warehouse warehouse;
  private final Mode mode;
  private final Map<Table, Long> rows = new EnumMap<>(Table.class);

  Removal(Warehouse warehouse, Mode mode) {
    this.warehouse = warehouse;
    this.mode = mode;
  }

  RemovedRuns remove(List<RunRecord> expired, Progress progress) {
    List<String> wanted = expired.stream().map(RunRecord::runId).toList();
    if (!wanted.isEmpty()) {
      progress.say("maintain: removing %,d runs".formatted(wanted.size()));
      delete(Table.RUNS, in("run_id", wanted).and(notLeased()));
    }
    // Cells are read before runs: a run that begins in between has its row before its cells.
    Set<String> gone = distinct(warehouse.read(Table.RUN_CELLS), "run_id");
    gone.addAll(wanted);
    Set<String> standing = distinct(warehouse.read(Table.RUNS), "run_id");
    if (mode == Mode.DRY_RUN) {
      standing.removeAll(wanted);
    }
    gone.removeAll(standing);
    Set<String> plans = unusedPlans(gone);
    if (!gone.isEmpty()) {
      OF_RUN.forEach(table -> delete(table, in("run_id", gone)));
    }
    if (!plans.isEmpty()) {
      delete(Table.QUERIES, in("plan_id", plans));
      delete(Table.REJECTS, OF_PLANS.and(in("plan_id", plans)));
    }
    return new RemovedRuns(new ArrayList<>(new TreeSet<>(gone)), plans.size(), rows);
  }

  /**
   * Plans that none of the cells that stay names; none while a run is in progress. A driver takes
   * its lease, then finds or writes its plan, then writes its cells; read in this order, a run that
   * began before the look at the leases shows a lease or cells.
   */
  private Set<String> unusedPlans(Set<String> gone) {
    Set<String> plans = distinct(warehouse.read(Table.QUERIES), "plan_id");
    // Of a plan that a killed maintenance took away, or a killed driver was about to write.
    plans.addAll(distinct(warehouse.read(Table.REJECTS).where(OF_PLANS), "plan_id"));
    if (!warehouse.read(Table.RUNS).where(not(notLeased())).isEmpty()) {
      return Set.of();
    }
    Dataset<Row> cells = warehouse.read(Table.RUN_CELLS);
    plans.removeAll(
        distinct(gone.isEmpty() ? cells : cells.where(not(in("run_id", gone))), "plan_id"));
    return plans;
  }

  private static Column notLeased() {
    return col("lease_until").isNull().or(col("lease_until").leq(current_timestamp()));
  }

  private static Set<String> distinct(Dataset<Row> rows, String column) {
    return new TreeSet<>(rows.select(column).distinct().as(Encoders.STRING()).collectAsList());
  }

  private static Column in(String column, Collection<String> values) {
    return col(column).isin(values.toArray());
  }

  private void delete(Table table, Column condition) {
    if (!warehouse.exists(table)) {
      return;
    }
    long count = warehouse.read(table).where(condition).count();
    rows.merge(table, count, Long::sum);
    if (count == 0 || mode == Mode.DRY_RUN) {
      return;
    }
    warehouse.delete(table, condition);
  }
}
