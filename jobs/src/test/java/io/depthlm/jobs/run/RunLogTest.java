package io.depthlm.jobs.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.core.UserError;
import io.depthlm.jobs.JobCounter;
import io.depthlm.jobs.TestSpark;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF0;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLogTest {
  @TempDir static Path folder;

  private static Warehouse warehouse(String name) {
    return new Warehouse(TestSpark.session(), folder.resolve(name).toString());
  }

  private static RunRequest request(String hash, String runId) {
    return new RunRequest("sweep", hash, "passed", "effective", runId);
  }

  private static String open(Warehouse warehouse, String hash, String runId) {
    try (RunLog run = RunLog.open(warehouse, request(hash, runId))) {
      return run.runId();
    }
  }

  private static void owner(Warehouse warehouse, String owner, Instant until) {
    warehouse.update(
        Table.RUNS,
        lit(true),
        Map.of("lease_owner", lit(owner), "lease_until", lit(Timestamp.from(until))));
  }

  @Test
  void aRunBelongsToItsDriverUntilThatIsDead() throws Exception {
    Warehouse warehouse = warehouse("owner");
    String runId = open(warehouse, "a", null);
    Instant soon = Instant.now().plusSeconds(300);

    // this process lives, and did not end the run
    UserError self = assertThrows(UserError.class, () -> open(warehouse, "a", null));
    assertTrue(
        self.getMessage().startsWith("run " + runId + " is being executed by "), self::getMessage);
    assertTrue(self.getMessage().contains(LeaseOwner.self().toString()), self::getMessage);

    Process other = new ProcessBuilder("sleep", "60").start();
    try {
      long started = other.info().startInstant().orElseThrow().toEpochMilli();
      LeaseOwner living = new LeaseOwner(LeaseOwner.self().host(), other.pid(), started);
      owner(warehouse, living.toString(), soon);
      assertThrows(UserError.class, () -> open(warehouse, "a", null));
      assertThrows(UserError.class, () -> open(warehouse, "a", runId));
      // the system's clock was set: a start is read a second off
      assertFalse(new LeaseOwner(living.host(), living.pid(), started + 1000).isKnownDead());
      // the number was given to another process
      assertTrue(new LeaseOwner(living.host(), living.pid(), started - 60_000).isKnownDead());
      // its lease ran out: it was paused for longer than it may
      owner(warehouse, living.toString(), Instant.now().minusSeconds(1));
      assertEquals(runId, open(warehouse, "a", null));
      owner(warehouse, living.toString(), soon);
    } finally {
      other.destroyForcibly().waitFor();
    }
    assertEquals(runId, open(warehouse, "a", null), "its owner is dead");

    owner(warehouse, "another-host/1/0", soon);
    assertThrows(UserError.class, () -> open(warehouse, "a", null));
    owner(warehouse, "another-host/1/0", Instant.now().minusSeconds(1));
    assertEquals(runId, open(warehouse, "a", null));
  }

  @Test
  void aKilledProcessThatNobodyWaitedForIsDead() throws Exception {
    // The shell becomes a program that never asks how its child ended, as in a container without
    // an init process. The child ends only then: a shell might ask.
    String script =
        "(until [ \"$(cat /proc/$$/comm)\" = sleep ]; do :; done) & echo $!; exec sleep 60";
    Process parent = new ProcessBuilder("sh", "-c", script).start();
    try {
      long child = Long.parseLong(parent.inputReader().readLine().strip());
      while (!LeaseOwner.isZombie(child)) {
        assertTrue(parent.isAlive());
        Thread.sleep(10);
      }
      ProcessHandle zombie = ProcessHandle.of(child).orElseThrow();
      long started = zombie.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
      assertTrue(zombie.isAlive(), "so the system says");
      assertTrue(new LeaseOwner(LeaseOwner.self().host(), child, started).isKnownDead());
      assertFalse(LeaseOwner.self().isKnownDead());
    } finally {
      parent.destroyForcibly().waitFor();
    }
  }

  @Test
  void theLatestUnfinishedRunOfTheConfigurationIsContinued() {
    Warehouse warehouse = warehouse("continue");
    String first;
    try (RunLog run = RunLog.open(warehouse, request("a", null))) {
      first = run.runId();
      run.computedIn(List.of("f32", "f32"));
      run.finish("failed", "why", Map.of("planned", 3L), 1.5);
    }
    try (RunLog run = RunLog.open(warehouse, request("a", null))) {
      assertEquals(first, run.runId());
      run.check();
      run.computedIn(List.of("bf16"));
      run.finish("finished", null, Map.of(), 2.0);
    }
    var row = warehouse.read(Table.RUNS).where(col("run_id").equalTo(first)).first();
    assertEquals("finished", row.getAs("status"));
    assertEquals(3.5, row.<Double>getAs("device_seconds"), 1e-9);
    assertEquals(List.of("bf16", "f32"), row.getList(row.fieldIndex("computed_in")));
    assertTrue(row.isNullAt(row.fieldIndex("lease_owner")));
    String second = open(warehouse, "a", null);
    assertNotEquals(first, second, "a finished run is not continued unasked");
    assertEquals(first, open(warehouse, "a", first));

    UserError other = assertThrows(UserError.class, () -> open(warehouse, "b", first));
    assertTrue(
        other.getMessage().startsWith("run " + first + " was started with another configuration"),
        other::getMessage);
    UserError bad = assertThrows(UserError.class, () -> open(warehouse, "b", "x' OR '1'='1"));
    assertTrue(bad.getMessage().contains("cannot name a run"), bad::getMessage);
    assertEquals("mine", open(warehouse, "b", "mine"));
  }

  @Test
  void aRowIsAddedOnceAndTheCallerIsTold() {
    Warehouse warehouse = warehouse("it's `once` only");
    Instant until = Instant.now();
    String same = "t.run_id = s.run_id";
    for (String runId : List.of("first", "second")) {
      var row = RunRow.ROWS.encode(RunRow.begun(runId, request("a", runId), until));
      assertTrue(warehouse.insertUnless(Table.RUNS, row, same), runId);
      assertFalse(warehouse.insertUnless(Table.RUNS, row, same), runId);
    }
    assertEquals(2, warehouse.read(Table.RUNS).count());
  }

  /** A run of a few questions is as long as its look-ups are many. */
  @Test
  void aNewRunIsBegunInOneLookAtTheTable() {
    Warehouse warehouse = warehouse("jobs");
    open(warehouse, "a", "first");
    List<String> jobs =
        JobCounter.jobsOf(warehouse.spark().sparkContext(), () -> open(warehouse, "b", "second"));
    assertTrue(jobs.size() <= 5, () -> jobs.size() + " jobs:\n" + String.join("\n", jobs));
  }

  @Test
  void theEndDoesNotCollideWithARenewal() throws Exception {
    Warehouse warehouse = warehouse("end");
    ExecutorService renewer = Executors.newSingleThreadExecutor();
    try (RunLog run = RunLog.open(warehouse, request("a", null))) {
      CyclicBarrier start = new CyclicBarrier(2);
      Future<?> renewals =
          renewer.submit(
              () -> {
                start.await();
                for (int i = 0; i < 3; i++) {
                  run.renew();
                }
                return null;
              });
      start.await();
      run.finish("finished", null, Map.of(), 0);
      renewals.get();
    } finally {
      renewer.shutdownNow();
    }
    assertEquals("finished", warehouse.read(Table.RUNS).first().getAs("status"));
  }

  /** What another driver does between an update's look at the table and its commit, once. */
  private static final AtomicReference<Runnable> MEANWHILE = new AtomicReference<>();

  private static String meanwhile(String value) {
    Runnable other = MEANWHILE.getAndSet(null);
    if (other != null) {
      CompletableFuture.runAsync(other).join(); // a task has no session
    }
    return value;
  }

  /** Two nights share a warehouse: one begins while the other ends. */
  @Test
  void theEndOfARunDoesNotFailBecauseAnotherBegan() {
    Warehouse warehouse = warehouse("overlap");
    String ending = open(warehouse, "a", null);
    MEANWHILE.set(() -> open(warehouse, "b", "other"));
    Column status =
        functions.udf((UDF0<String>) () -> meanwhile("finished"), DataTypes.StringType).apply();
    warehouse.update(Table.RUNS, col("run_id").equalTo(ending), Map.of("status", status));
    assertNull(MEANWHILE.get(), "the other run began in between");
    Map<String, String> ends = new TreeMap<>();
    for (Row row : warehouse.read(Table.RUNS).select("run_id", "status").collectAsList()) {
      ends.put(row.getString(0), row.getString(1));
    }
    assertEquals(Map.of(ending, "finished", "other", "running"), ends);
  }

  /** Maintain takes an old run away while a night begins. */
  @Test
  void takingARunAwayDoesNotFailBecauseAnotherBegan() {
    Warehouse warehouse = warehouse("removal");
    String old = open(warehouse, "a", null);
    MEANWHILE.set(() -> open(warehouse, "b", "other"));
    Column id = functions.udf((UDF0<String>) () -> meanwhile(old), DataTypes.StringType).apply();
    warehouse.delete(Table.RUNS, col("run_id").equalTo(id));
    assertNull(MEANWHILE.get(), "the other run began in between");
    assertEquals(
        List.of("other"),
        warehouse.read(Table.RUNS).select("run_id").as(Encoders.STRING()).collectAsList());
  }

  @Test
  void ofTwoDriversAtOnceOneGetsTheRun() throws Exception {
    Warehouse warehouse = warehouse("race");
    open(warehouse, "other", null); // or the making of the table alone would keep two apart
    CyclicBarrier start = new CyclicBarrier(3);
    Callable<String> driver =
        () -> {
          start.await();
          try {
            return open(warehouse, "a", null);
          } catch (UserError e) {
            return e.getMessage();
          }
        };
    ExecutorService drivers = Executors.newFixedThreadPool(3);
    List<String> ends = new ArrayList<>();
    try {
      List<Future<String>> all =
          List.of(drivers.submit(driver), drivers.submit(driver), drivers.submit(driver));
      for (Future<String> end : all) {
        ends.add(end.get());
      }
    } finally {
      drivers.shutdownNow();
    }
    assertEquals(2, warehouse.read(Table.RUNS).count(), ends::toString);
    assertEquals(2, ends.stream().filter(e -> e.contains("is being executed by")).count());
  }
}
