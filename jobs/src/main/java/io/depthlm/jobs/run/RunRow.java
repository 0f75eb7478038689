package io.depthlm.jobs.run;

import io.depthlm.common.core.Build;
import io.depthlm.jobs.rows.RowCodec;
import io.depthlm.jobs.tables.Table;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The columns of {@code runs}. */
record RunRow(
    String runId,
    String status,
    String sweep,
    String configHash,
    String configPassed,
    String configEffective,
    String programVersion,
    String gitRevision,
    Map<String, Long> tableVersions,
    Map<String, Long> counts,
    String failure,
    String leaseOwner,
    Instant leaseUntil,
    Instant startedAt,
    Instant finishedAt,
    double deviceSeconds,
    Instant acceptedAt,
    List<String> computedIn) {
  static final RowCodec<RunRow> ROWS = RowCodec.of(RunRow.class, Table.RUNS.schema());

  /** A run that begins now, under a lease of this process. */
  static RunRow begun(String runId, RunRequest request, Instant leaseUntil) {
    Build build = Build.current();
    return new RunRow(
        runId,
        "running",
        request.sweep(),
        request.configHash(),
        request.configPassed(),
        request.configEffective(),
        build.version(),
        build.revision(),
        Map.of(),
        Map.of(),
        null,
        LeaseOwner.self().toString(),
        leaseUntil,
        Instant.now(),
        null,
        0,
        null,
        null);
  }
}
