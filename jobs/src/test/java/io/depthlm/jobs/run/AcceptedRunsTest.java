package io.depthlm.jobs.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.depthlm.common.core.UserError;
import io.depthlm.jobs.TestSpark;
import io.depthlm.jobs.TestTables;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AcceptedRunsTest {
  @TempDir private Path folder;

  @Test
  void theRunThatWasAcceptedLastIsTheBaseline() {
    Warehouse now = new Warehouse(TestSpark.session(), folder.resolve("now").toString());
    TestTables tables = new TestTables(now);
    tables.run("a");
    tables.run("b");
    tables.run("c");
    // A warehouse from before there was acceptance.
    Warehouse before = new Warehouse(TestSpark.session(), folder.resolve("before").toString());
    now.read(Table.RUNS)
        .drop("accepted_at")
        .write()
        .format("delta")
        .partitionBy("run_id")
        .save(before.path(Table.RUNS));

    AcceptedRuns accepted = new AcceptedRuns(before);
    assertEquals(Optional.empty(), accepted.baselineOf("a"));
    accepted.accept("a");
    assertEquals(Optional.empty(), accepted.baselineOf("a"), "not its own");
    assertEquals(Optional.of("a"), accepted.baselineOf("b"));
    accepted.accept("c");
    assertEquals(Optional.of("c"), accepted.baselineOf("b"));
    assertEquals(Optional.of("a"), accepted.baselineOf("c"));
    accepted.accept("a");
    assertEquals(Optional.of("a"), accepted.baselineOf("b"), "accepted again, later");

    UserError unknown = assertThrows(UserError.class, () -> accepted.accept("z"));
    assertEquals(
        "there is no run 'z' in " + before.uri(),
        unknown.getMessage().lines().findFirst().orElseThrow());
  }
}
