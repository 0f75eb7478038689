package io.depthlm.jobs.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.depthlm.common.core.UserError;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;

/** The runs that passed their gate; later runs of the same sweep are compared with them. */
public final class AcceptedRuns {
  private static final String REMEDY =
      "list them: depthlm sql \"SELECT run_id, sweep, status, accepted_at FROM runs\"";

  private final Warehouse warehouse;

  /** The accepted runs of a warehouse. */
  public AcceptedRuns(Warehouse warehouse) {
    this.warehouse = warehouse;
  }

  /**
   * The run of the same sweep, another one than this, that was accepted last.
   *
   * @throws UserError if there is no such run
   */
  public Optional<String> baselineOf(String runId) {
    return warehouse
        .read(Table.RUNS)
        .where(
            col("sweep")
                .equalTo(row(runId).<String>getAs("sweep"))
                .and(col("accepted_at").isNotNull())
                .and(col("run_id").notEqual(runId)))
        .orderBy(col("accepted_at").desc(), col("run_id"))
        .limit(1)
        .collectAsList()
        .stream()
        .findFirst()
        .map(r -> r.getAs("run_id"));
  }

  /** The sweep of a run, for messages. */
  public String sweepOf(String runId) {
    return row(runId).getAs("sweep");
  }

  /**
   * Marks a run as accepted, from now on.
   *
   * @throws UserError if there is no such run or it is not finished
   */
  public void accept(String runId) {
    String status = row(runId).getAs("status");
    if (!status.equals("finished")) {
      throw new UserError(
          "run %s is %s and cannot be accepted".formatted(runId, status),
          "finish it first: the same sweep command again resumes it");
    }
    warehouse.addMissingColumns(Table.RUNS);
    warehouse.update(
        Table.RUNS,
        col("run_id").equalTo(runId),
        Map.of("accepted_at", lit(Timestamp.from(Instant.now()))));
  }

  private Row row(String runId) {
    List<Row> rows =
        warehouse
            .read(Table.RUNS)
            .where(col("run_id").equalTo(runId))
            .select("sweep", "status")
            .collectAsList();
    if (rows.isEmpty()) {
      throw new UserError("there is no run '%s' in %s".formatted(runId, warehouse.uri()), REMEDY);
    }
    return rows.get(0);
  }
}
