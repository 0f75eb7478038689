package io.depthlm.jobs.run;

import static org.apache.spark.sql.functions.col;

import io.depthlm.common.core.Build;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.sql.Row;

/** Finds runs that are complete. */
public final class FinishedRun {
  private FinishedRun() {}

  /**
   * The ends of a finished run's questions, by their names in {@code runs.counts}.
   *
   * @return empty unless the run that is asked for has finished with the same configuration, data
   *     and program, has its figures, and holds no failure that would be tried again
   */
  public static Optional<Map<String, Long>> find(Warehouse warehouse, RunRequest request) {
    if (request.runId() == null) {
      return Optional.empty();
    }
    Build build = Build.current();
    return warehouse
        .read(Table.RUNS)
        .where(col("run_id").equalTo(request.runId()))
        .collectAsList()
        .stream()
        .filter(run -> run.getAs("status").equals("finished"))
        .filter(run -> run.getAs("config_hash").equals(request.configHash()))
        .filter(run -> run.getAs("program_version").equals(build.version()))
        .filter(run -> Objects.equals(run.getAs("git_revision"), build.revision()))
        .map(FinishedRun::counts)
        .filter(counts -> counts.getOrDefault("failed", 1L) == 0)
        .filter(counts -> hasFigures(warehouse, request.runId()))
        .findFirst();
  }

  private static Map<String, Long> counts(Row run) {
    return Map.copyOf(run.<String, Long>getJavaMap(run.fieldIndex("counts")));
  }

  private static boolean hasFigures(Warehouse warehouse, String runId) {
    return !warehouse.read(Table.METRICS).where(col("run_id").equalTo(runId)).isEmpty();
  }
}
