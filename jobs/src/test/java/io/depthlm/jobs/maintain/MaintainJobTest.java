package io.depthlm.jobs.maintain;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.delta.tables.DeltaTable;
import io.depthlm.common.core.UserError;
import io.depthlm.jobs.TestSpark;
import io.depthlm.jobs.TestTables;
import io.depthlm.jobs.maintain.MaintainRequest.Mode;
import io.depthlm.jobs.maintain.MaintainRequest.ShortVacuum;
import io.depthlm.jobs.spark.Progress;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Encoders;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaintainJobTest {
  private static final MaintainRequest MONTH =
      new MaintainRequest(
          Duration.ofDays(30), MaintainRequest.SAFE_VACUUM, ShortVacuum.REFUSED, Mode.EXECUTE);

  @TempDir private static Path made;
  @TempDir private Path folder;
  private Warehouse warehouse;

  /** Run "old" has a plan of its own and one it shares with "new". */
  @BeforeAll
  static void twoRuns() {
    Warehouse warehouse = new Warehouse(TestSpark.session(), made.toString());
    TestTables tables = new TestTables(warehouse);
    tables.plan("own", "set", "distance", 2, 3);
    tables.plan("shared", "set", "axis_distance", 2, 3);
    tables.run("old");
    tables.cell("old", "v", "own", "set", "distance", "z", 6);
    tables.cell("old", "v", "shared", "set", "axis_distance", "z", 6);
    tables.answers("old", "v", "own", 2);
    tables.answers("old", "v", "shared", 2);
    tables.reject("old", "v", "own", "own-f0-0");
    tables.run("new");
    tables.cell("new", "v", "shared", "set", "axis_distance", "z", 6);
    tables.answers("new", "v", "shared", 2);
    tables.answers("new", "v", "shared", 3);
    tables.reject("new", "v", "shared", "shared-f0-0");
    set(warehouse, "old", "finished_at", Instant.now().minus(Duration.ofDays(31)));
    set(warehouse, "new", "finished_at", Instant.now().minus(Duration.ofDays(29)));
  }

  @BeforeEach
  void copied() throws IOException {
    try (Stream<Path> files = Files.walk(made)) {
      for (Path file : files.skip(1).toList()) {
        Files.copy(file, folder.resolve(made.relativize(file)));
      }
    }
    warehouse = new Warehouse(TestSpark.session(), folder.toString());
  }

  private void set(String runId, String column, Instant time) {
    set(warehouse, runId, column, time);
  }

  private static void set(Warehouse warehouse, String runId, String column, Instant time) {
    warehouse.update(
        Table.RUNS, col("run_id").equalTo(runId), Map.of(column, lit(Timestamp.from(time))));
  }

  private MaintainResult maintain(MaintainRequest request) {
    return new MaintainJob(warehouse, request).run(Progress.SILENT);
  }

  /** Removes runs that a retention has found; compaction and vacuum are not what is tested. */
  private RemovedRuns remove(String... expired) {
    List<RunRecord> runs =
        Stream.of(expired).map(id -> new RunRecord(id, "sweep", null, null, null, null)).toList();
    return new Removal(warehouse, Mode.EXECUTE).remove(runs, Progress.SILENT);
  }

  private List<String> runsIn(Table table) {
    return warehouse
        .read(table)
        .select("run_id")
        .distinct()
        .orderBy("run_id")
        .as(Encoders.STRING())
        .collectAsList();
  }

  private List<String> plans() {
    return warehouse
        .read(Table.QUERIES)
        .select("plan_id")
        .distinct()
        .orderBy("plan_id")
        .as(Encoders.STRING())
        .collectAsList();
  }

  private MaintainResult.TableUpkeep upkeep(MaintainResult result, Table table) {
    return result.tables().stream().filter(t -> t.table() == table).findFirst().orElseThrow();
  }

  @Test
  void anOldRunGoesWithAllThatIsItsOwn() {
    Map<String, Long> before = warehouse.versions();
    MaintainResult told =
        maintain(
            new MaintainRequest(
                MONTH.keepRuns(), MONTH.vacuum(), ShortVacuum.REFUSED, Mode.DRY_RUN));
    assertEquals(before, warehouse.versions(), "a dry run commits nothing");

    MaintainResult done = maintain(MONTH);
    for (MaintainResult result : List.of(told, done)) {
      assertEquals(List.of("old"), result.removedRuns());
      assertEquals(1, result.removedPlans());
      assertEquals(1, upkeep(result, Table.RUNS).removedRows());
      assertEquals(2, upkeep(result, Table.RUN_CELLS).removedRows());
      assertEquals(12, upkeep(result, Table.PREDICTIONS).removedRows());
      assertEquals(1, upkeep(result, Table.REJECTS).removedRows());
      assertEquals(6, upkeep(result, Table.QUERIES).removedRows());
    }
    for (Table table : List.of(Table.RUNS, Table.RUN_CELLS, Table.PREDICTIONS, Table.REJECTS)) {
      assertEquals(List.of("new"), runsIn(table), table.tableName());
    }
    assertEquals(List.of("shared"), plans());
    assertEquals(12, warehouse.read(Table.PREDICTIONS).count());
    assertEquals(2L, upkeep(done, Table.PREDICTIONS).compactedFiles(), "two appends of the new");
    assertEquals(1L, upkeep(done, Table.PREDICTIONS).newFiles());
  }

  @Test
  void besideARunInProgressItsRowsAndAllPlansStay() {
    set("old", "lease_until", Instant.now().plusSeconds(600));
    // it may have found its plan and have no cells yet
    DeltaTable.forPath(warehouse.spark(), warehouse.path(Table.RUN_CELLS)).delete("run_id = 'old'");
    RemovedRuns removed = remove("old", "new");
    assertEquals(List.of("new"), removed.runIds());
    assertEquals(List.of("old"), runsIn(Table.PREDICTIONS));
    assertEquals(List.of("own", "shared"), plans());
    assertEquals(0L, new Compaction(warehouse, List.of("old")).run(Table.PREDICTIONS).before());
  }

  @Test
  void whatAKilledMaintenanceLeftGoesNextTime() {
    DeltaTable.forPath(warehouse.spark(), warehouse.path(Table.RUNS)).delete("run_id = 'old'");
    assertEquals(List.of("old"), remove().runIds());
    assertEquals(List.of("new"), runsIn(Table.PREDICTIONS));
    assertEquals(List.of("shared"), plans());
  }

  @Test
  void rejectsOfAPlanWithoutQuestionsGo() {
    warehouse.update(
        Table.REJECTS,
        col("run_id").equalTo("new"),
        Map.of("run_id", lit(""), "stage", lit("plan"), "plan_id", lit("gone")));
    remove("old");
    assertEquals(0, warehouse.read(Table.REJECTS).count());
    assertEquals(List.of("shared"), plans());
  }

  private long dataFiles(Table table) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve(table.tableName()))) {
      return files.filter(f -> f.toString().endsWith(".parquet")).filter(this::isData).count();
    }
  }

  private boolean isData(Path file) {
    return !file.toString().contains("_delta_log");
  }

  @Test
  void filesGoWhenNobodyCanReadThemAnyMore() throws IOException {
    MaintainRequest now =
        new MaintainRequest(null, Duration.ZERO, ShortVacuum.REFUSED, Mode.EXECUTE);
    UserError refused = assertThrows(UserError.class, () -> maintain(now));
    assertEquals(
        "a vacuum after 0 hours may delete files that a reader still needs",
        refused.getMessage().lines().findFirst().orElseThrow());

    MaintainRequest allowed =
        new MaintainRequest(null, Duration.ZERO, ShortVacuum.ALLOWED, Mode.EXECUTE);
    set("new", "lease_until", Instant.now().plusSeconds(600));
    UserError running = assertThrows(UserError.class, () -> maintain(allowed));
    assertTrue(
        running.getMessage().startsWith("run new is in progress, and a vacuum after 0 hours"),
        running.getMessage());

    set("new", "lease_until", Instant.now().minusSeconds(1));
    assertEquals(4, dataFiles(Table.PREDICTIONS));
    MaintainResult safe =
        maintain(
            new MaintainRequest(
                null, MaintainRequest.SAFE_VACUUM, ShortVacuum.REFUSED, Mode.EXECUTE));
    assertEquals(List.of(), safe.removedRuns(), "nothing is removed without being asked");
    assertEquals(0, upkeep(safe, Table.PREDICTIONS).deletedFiles());
    assertEquals(6, dataFiles(Table.PREDICTIONS), "joined files beside those they came from");
    MaintainResult result = maintain(allowed);
    assertEquals(2, dataFiles(Table.PREDICTIONS));
    assertEquals(4, upkeep(result, Table.PREDICTIONS).deletedFiles());
    assertEquals(24, warehouse.read(Table.PREDICTIONS).count());
    assertEquals(
        "true",
        TestSpark.session()
            .conf()
            .get("spark.databricks.delta.retentionDurationCheck.enabled", "true"));
  }
}
