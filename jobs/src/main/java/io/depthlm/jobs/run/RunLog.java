package io.depthlm.jobs.run;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.array_union;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map_from_arrays;

import io.depthlm.common.core.DaemonThreads;
import io.depthlm.common.core.UserError;
import io.depthlm.jobs.spark.Conflicts;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;

/**
 * The row of a run in {@code runs}, held under a lease that is renewed until {@link #close}.
 * Whoever loses the lease (a pause longer than {@link #LEASE}) must stop: {@link #check} says so.
 */
public final class RunLog implements AutoCloseable {
  static final Duration LEASE = Duration.ofMinutes(5);
  private static final Duration RENEW = Duration.ofMinutes(1);
  private static final Pattern RUN_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

  private final Warehouse warehouse;
  private final String runId;
  private final Beginning beginning;
  private final LeaseOwner owner = LeaseOwner.self();
  private final ScheduledExecutorService renewer =
      Executors.newSingleThreadScheduledExecutor(new DaemonThreads("run-lease"));
  private final Set<String> computedIn = new TreeSet<>();
  private volatile Instant leaseUntil;
  private volatile RuntimeException lost;

  /** Whether a run may have rows of an earlier execution. */
  public enum Beginning {
    /** This execution is its first: no table has a row of it. */
    NEW,
    /** An earlier execution stopped somewhere. */
    CONTINUED
  }

  private RunLog(Warehouse warehouse, String runId, Beginning beginning, Instant leaseUntil) {
    this.warehouse = warehouse;
    this.runId = runId;
    this.beginning = beginning;
    this.leaseUntil = leaseUntil;
    renewer.scheduleAtFixedRate(
        this::renew, RENEW.toSeconds(), RENEW.toSeconds(), TimeUnit.SECONDS);
  }

  /**
   * Starts or continues a run.
   *
   * @throws UserError if another living driver owns it, it is of another configuration, or its id
   *     cannot be one
   */
  public static RunLog open(Warehouse warehouse, RunRequest request) {
    if (request.runId() != null && !RUN_ID.matcher(request.runId()).matches()) {
      throw new UserError(
          "--run-id '" + request.runId() + "' cannot name a run",
          "use letters, digits, '.', '_' and '-', 128 at most");
    }
    String newId =
        request.runId() != null ? request.runId() : UUID.randomUUID().toString().replace("-", "");
    RunLog run = null;
    while (run == null) {
      run = Conflicts.retry(() -> beginOrContinue(warehouse, newId, request));
    }
    return run;
  }

  /**
   * Null if a run stood in the way of a new one, and then ended or was removed before it was read:
   * Delta refuses nothing then, so the caller has to look again of its own accord.
   */
  private static RunLog beginOrContinue(Warehouse warehouse, String newId, RunRequest request) {
    Instant until = Instant.now().plus(LEASE);
    // Most runs are new, and a look at what is there would cost as much as this.
    if (begin(warehouse, RunRow.begun(newId, request, until), request)) {
      return new RunLog(warehouse, newId, Beginning.NEW, until);
    }
    Row known = find(warehouse, request);
    if (known == null) {
      return null;
    }
    takeOver(warehouse, known, request, until);
    return new RunLog(warehouse, known.getAs("run_id"), Beginning.CONTINUED, until);
  }

  /** Writes the row of a new run; false if it is there already. */
  private static boolean begin(Warehouse warehouse, RunRow row, RunRequest request) {
    return warehouse.insertUnless(
        Table.RUNS,
        RunRow.ROWS.encode(row),
        request.runId() != null
            ? "t.run_id = s.run_id"
            : "t.config_hash = s.config_hash AND t.status <> 'finished'");
  }

  private static Row find(Warehouse warehouse, RunRequest request) {
    Column wanted =
        request.runId() != null
            ? col("run_id").equalTo(request.runId())
            : col("config_hash")
                .equalTo(request.configHash())
                .and(col("status").notEqual("finished"));
    return warehouse
        .read(Table.RUNS)
        .where(wanted)
        .orderBy(col("started_at").desc())
        .limit(1)
        .collectAsList()
        .stream()
        .findFirst()
        .orElse(null);
  }

  private static void takeOver(Warehouse warehouse, Row known, RunRequest request, Instant until) {
    String runId = known.getAs("run_id");
    if (!known.getAs("config_hash").equals(request.configHash())) {
      throw new UserError(
          "run " + runId + " was started with another configuration or on other data",
          "leave out --run-id, give another, or use the configuration in runs.config_effective");
    }
    String owner = known.getAs("lease_owner");
    Timestamp leased = known.getAs("lease_until");
    if (owner != null
        && leased.toInstant().isAfter(Instant.now())
        && !LeaseOwner.parse(owner).isKnownDead()) {
      throw new UserError(
          "run %s is being executed by %s (lease until %s)"
              .formatted(runId, owner, leased.toInstant()),
          "wait for it, or start another run with a new --run-id");
    }
    Column same = owner == null ? col("lease_owner").isNull() : col("lease_owner").equalTo(owner);
    Map<String, Column> set = new HashMap<>();
    set.put("status", lit("running"));
    set.put("lease_owner", lit(LeaseOwner.self().toString()));
    set.put("lease_until", lit(Timestamp.from(until)));
    set.put("failure", lit(null).cast("string"));
    set.put("finished_at", lit(null).cast("timestamp"));
    warehouse.update(Table.RUNS, col("run_id").equalTo(runId).and(same), set);
    String now =
        warehouse
            .read(Table.RUNS)
            .where(col("run_id").equalTo(runId))
            .select("lease_owner")
            .first()
            .getAs("lease_owner");
    if (!LeaseOwner.self().toString().equals(now)) {
      throw new UserError(
          "run " + runId + " was taken by " + now + " at the same moment",
          "wait for it, or start another run with a new --run-id");
    }
  }

  /** The run's id. */
  public String runId() {
    return runId;
  }

  /** Whether earlier executions have to be looked up. */
  public Beginning beginning() {
    return beginning;
  }

  /**
   * Fails if this process may no longer write for the run.
   *
   * @throws IllegalStateException with the cause of the last failed renewal, if any
   */
  public void check() {
    if (Instant.now().isAfter(leaseUntil)) {
      throw new IllegalStateException("the lease on run " + runId + " ran out", lost);
    }
  }

  /** Records the number formats of the engines; {@link #finish} writes them. */
  public synchronized void computedIn(Collection<String> numbers) {
    computedIn.addAll(numbers);
  }

  /**
   * Writes the end, and adds the number formats of the engines to those of earlier executions.
   *
   * @param status {@code finished}, {@code failed} or {@code interrupted}
   * @param failure why, for people; null when finished
   * @param deviceSeconds added to what earlier executions of the run took
   */
  public synchronized void finish(
      String status, String failure, Map<String, Long> counts, double deviceSeconds) {
    Map<String, Column> set = new HashMap<>();
    set.put("status", lit(status));
    set.put("failure", failure == null ? lit(null).cast("string") : lit(failure));
    set.put("counts", map(counts));
    set.put("table_versions", map(warehouse.versions()));
    set.put("device_seconds", col("device_seconds").plus(deviceSeconds));
    set.put("lease_owner", lit(null).cast("string"));
    set.put("lease_until", lit(null).cast("timestamp"));
    set.put("finished_at", lit(Timestamp.from(Instant.now())));
    if (!computedIn.isEmpty()) {
      warehouse.addMissingColumns(Table.RUNS);
      Column[] now = computedIn.stream().map(numbers -> lit(numbers)).toArray(Column[]::new);
      Column before = coalesce(col("computed_in"), array().cast("array<string>"));
      set.put("computed_in", array_sort(array_union(before, array(now))));
    }
    warehouse.update(Table.RUNS, mine(), set);
  }

  /**
   * Writes the end of a run that stopped after predict and was scored since; other runs keep
   * theirs.
   *
   * @param failure why it is not done; null when finished
   */
  public static void endPredicted(
      Warehouse warehouse, String runId, String status, String failure, Map<String, Long> counts) {
    Map<String, Column> set = new HashMap<>();
    set.put("status", lit(status));
    set.put("failure", failure == null ? lit(null).cast("string") : lit(failure));
    set.put("counts", map(counts));
    set.put("table_versions", map(warehouse.versions()));
    set.put("finished_at", lit(Timestamp.from(Instant.now())));
    warehouse.update(
        Table.RUNS, col("run_id").equalTo(runId).and(col("status").equalTo("predicted")), set);
  }

  private static Column map(Map<String, Long> values) {
    if (values.isEmpty()) {
      return org.apache.spark.sql.functions.map().cast("map<string,bigint>");
    }
    Column[] keys = values.keySet().stream().map(k -> lit(k)).toArray(Column[]::new);
    Column[] longs = values.values().stream().map(v -> lit(v)).toArray(Column[]::new);
    return map_from_arrays(array(keys), array(longs));
  }

  /** Never beside {@link #finish}: both change the run's row, and the later commit would fail. */
  synchronized void renew() {
    Instant until = Instant.now().plus(LEASE);
    try {
      warehouse.update(Table.RUNS, mine(), Map.of("lease_until", lit(Timestamp.from(until))));
      leaseUntil = until;
    } catch (RuntimeException e) {
      // The next renewal comes long before the lease runs out; check() tells if none succeeds.
      lost = e;
    }
  }

  private Column mine() {
    return col("run_id").equalTo(runId).and(col("lease_owner").equalTo(owner.toString()));
  }

  /** Stops renewing; the row keeps what {@link #finish} wrote, or the lease until it runs out. */
  @Override
  public void close() {
    renewer.shutdownNow();
  }
}
