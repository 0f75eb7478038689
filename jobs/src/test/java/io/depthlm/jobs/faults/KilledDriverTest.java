package io.depthlm.jobs.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.geometry.LabelKind;
import io.depthlm.common.synth.DepthMapFormat;
import io.depthlm.common.synth.Fidelity;
import io.depthlm.common.synth.LabelPattern;
import io.depthlm.common.synth.LocalTarget;
import io.depthlm.common.synth.SceneKind;
import io.depthlm.common.synth.SynthSettings;
import io.depthlm.common.synth.SynthWriter;
import io.depthlm.jobs.TestSpark;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real drivers, killed with SIGKILL at chosen moments, then the same command again: the tables must
 * end as those of a run that nobody disturbed.
 */
@Tag("faults")
class KilledDriverTest {
  private static final int FRAMES = 40;
  private static final int POINTS = 40;

  @TempDir static Path folder;
  private static Path ingested;
  private static Path undisturbed;
  private static Path sweep;

  private Driver running;

  @BeforeAll
  static void undisturbedRun() throws Exception {
    SynthSettings scenes =
        SynthSettings.of(FRAMES, 7)
            .withSize(96, 72)
            .withScenes(4, List.of(SceneKind.ROOM))
            .withLabels(POINTS, LabelKind.Z, LabelPattern.UNIFORM)
            .withOutput(Fidelity.FAST, DepthMapFormat.NONE);
    SynthWriter.write(scenes, new LocalTarget(folder.resolve("scenes")));
    // lines that become rejects
    Files.writeString(
        folder.resolve("scenes/frames-broken.jsonl"),
        "{\"image\": \"images/nowhere.png\", \"intrinsics\": [50, 50, 48, 36, 96, 72],"
            + " \"pixel_coords\": [[1, 1]], \"depth\": [2.0]}\nno line\n");
    // 1,600 questions in 7 units and two engines, so 14 chunks; some points break the border rule
    sweep = folder.resolve("killed.conf");
    Files.writeString(
        sweep,
        """
        datasets = [scenes]
        models = [
          {name = probe, engine = probe}
          {name = two, engine = constant, depth_m = 2}
        ]
        tasks = [axis_distance]
        focal_px = [80]
        compare_as = z
        evaluate.bootstrap_replicates = 20
        predict.chunk_rows = 200
        """);
    ingested = folder.resolve("ingested");
    finishes(ingest(ingested));
    undisturbed = folder.resolve("undisturbed");
    Folders.copy(ingested, undisturbed);
    finishes(sweep(undisturbed));
    assertTrue(Folders.commits(undisturbed, "predictions") >= 8, "chunks");
    assertTrue(rows(undisturbed, Table.REJECTS, "reject_id").count() > 10, "border rejects");
  }

  private static Driver ingest(Path warehouse) throws IOException {
    return Driver.start(
        Files.createTempFile(folder, "ingest", ".log"),
        List.of(
            "ingest",
            "--dataset",
            "scenes",
            "--format",
            "jsonl",
            "--label-kind",
            "z",
            "--input",
            folder.resolve("scenes").toString(),
            "--images",
            folder.resolve("scenes").toString(),
            "--warehouse",
            warehouse.toString()));
  }

  private static Driver sweep(Path warehouse) throws IOException {
    return Driver.start(
        Files.createTempFile(folder, "sweep", ".log"),
        List.of("sweep", "--conf", sweep.toString(), "--warehouse", warehouse.toString()));
  }

  private static String finishes(Driver driver) throws InterruptedException {
    try (driver) {
      assertEquals(0, driver.await(), driver::said);
      return driver.said();
    }
  }

  @AfterEach
  void stop() throws InterruptedException {
    if (running != null) {
      running.close();
    }
  }

  private Driver start(Driver driver) {
    running = driver;
    return driver;
  }

  @Test
  void aSweepKilledAtEveryStageEndsLikeAnUndisturbedOne() throws Exception {
    Path warehouse = folder.resolve("killed");
    Folders.copy(ingested, warehouse);
    start(sweep(warehouse))
        .killWhen("planning", d -> d.said().contains("plan: writing the questions"));
    start(sweep(warehouse))
        .killWhen("questions half written", d -> Folders.begun(warehouse, "queries"));
    start(sweep(warehouse))
        .killWhen(
            "in the first chunk",
            d ->
                Folders.commits(warehouse, "run_cells") > 0
                    && Folders.begun(warehouse, "predictions"));
    start(sweep(warehouse))
        .killWhen("after three chunks", d -> Folders.commits(warehouse, "predictions") >= 3);
    long standing = Folders.commits(warehouse, "predictions");
    start(sweep(warehouse))
        .killWhen("after two more", d -> Folders.commits(warehouse, "predictions") >= standing + 2);
    start(sweep(warehouse)).killWhen("evaluating", d -> d.said().contains("evaluate: scoring"));
    start(sweep(warehouse))
        .killWhen("metrics half written", d -> Folders.begun(warehouse, "metrics"));
    String said = finishes(start(sweep(warehouse)));
    assertTrue(said.contains("asked now: 0"), said);
    assertSameTables(warehouse);
  }

  /** What Spark and Delta say while they go down under the command is not passed on. */
  @Test
  void aSweepThatIsToldToStopSaysSoInOneLine() throws Exception {
    Path warehouse = folder.resolve("stopped");
    Folders.copy(ingested, warehouse);
    Predicate<Driver> planning = d -> d.said().contains("plan: writing the questions");
    Predicate<Driver> asking = d -> Folders.commits(warehouse, "predictions") >= 3;
    Predicate<Driver> scoring = d -> d.said().contains("evaluate: scoring");
    for (Stop stop :
        List.of(
            new Stop("planning", planning, "INT", 130),
            new Stop("asking", asking, "TERM", 143),
            new Stop("scoring", scoring, "INT", 130))) {
      // Tests in the background ignore SIGINT, and so would their children.
      Driver driver =
          start(
              Driver.start(
                  Files.createTempFile(folder, "sweep", ".log"),
                  List.of("env", "--default-signal=INT"),
                  "-Xmx1g",
                  List.of(
                      "sweep", "--conf", sweep.toString(), "--warehouse", warehouse.toString())));
      assertEquals(
          stop.code(), driver.signalWhen(stop.moment(), stop.come(), stop.signal()), driver::said);
      List<String> said = driver.said().lines().toList();
      assertEquals(
          "depthlm: interrupted; the same command again goes on where this one stopped",
          said.get(said.size() - 1),
          driver::said);
      assertTrue(
          said.stream().noneMatch(line -> line.matches(".*(ERROR|WARN|Exception|\tat ).*")),
          driver::said);
      assertEquals(
          1, said.stream().filter(line -> line.startsWith("depthlm: ")).count(), driver::said);
    }
    finishes(start(sweep(warehouse)));
    assertSameTables(warehouse);
  }

  private record Stop(String moment, Predicate<Driver> come, String signal, int code) {}

  @Test
  void twoDriversAtOnceAreOneRun() throws Exception {
    Path warehouse = folder.resolve("two");
    Folders.copy(ingested, warehouse);
    try (Driver one = sweep(warehouse);
        Driver two = sweep(warehouse)) {
      Set<Integer> codes = Set.of(one.await(), two.await());
      String said = one.said() + "\n---\n" + two.said();
      assertEquals(Set.of(0, 2), codes, said);
      assertTrue(said.contains("is being executed by"), said);
    }
    assertSameTables(warehouse);
  }

  @Test
  void anIngestKilledBetweenItsTablesEndsLikeAnUndisturbedOne() throws Exception {
    Path warehouse = folder.resolve("ingest-killed");
    start(ingest(warehouse))
        .killWhen("points half written", d -> Folders.begun(warehouse, "points"));
    start(ingest(warehouse))
        .killWhen(
            "points without frames",
            d ->
                Folders.commits(warehouse, "points") > 0
                    && Folders.commits(warehouse, "frames") == 0);
    start(ingest(warehouse))
        .killWhen("frames without rejects", d -> Folders.commits(warehouse, "frames") > 0);
    finishes(start(ingest(warehouse)));
    assertSame(ingested, warehouse, Table.FRAMES, List.of("ingested_at"), "dataset", "frame_id");
    assertSame(ingested, warehouse, Table.POINTS, List.of(), "dataset", "frame_id", "point_id");
    assertSame(ingested, warehouse, Table.REJECTS, List.of(), "reject_id");
    assertEquals(2, rows(warehouse, Table.REJECTS, "reject_id").count());
  }

  private static void assertSameTables(Path warehouse) {
    List<String> none = List.of();
    assertSame(undisturbed, warehouse, Table.FRAMES, none, "dataset", "frame_id");
    assertSame(undisturbed, warehouse, Table.POINTS, none, "dataset", "frame_id", "point_id");
    assertSame(undisturbed, warehouse, Table.QUERIES, none, "plan_id", "query_id");
    assertSame(undisturbed, warehouse, Table.RUN_CELLS, List.of("run_id"), "variant_id", "dataset");
    assertSame(
        undisturbed,
        warehouse,
        Table.PREDICTIONS,
        List.of("run_id", "latency_ms", "predicted_at", "batch_size"),
        "variant_id",
        "query_id",
        "attempt");
    assertSame(
        undisturbed,
        warehouse,
        Table.REJECTS,
        List.of("run_id", "reject_id"),
        "stage",
        "variant_id",
        "source_uri",
        "source_line",
        "query_id",
        "frame_id",
        "point_id",
        "reason");
    assertSame(
        undisturbed,
        warehouse,
        Table.METRICS,
        List.of("run_id"),
        "variant_id",
        "dataset",
        "slice",
        "metric",
        "aggregation");
    assertEquals(
        List.of("finished"),
        rows(warehouse, Table.RUNS, "run_id").select("status").collectAsList().stream()
            .map(r -> r.getString(0))
            .toList());
    assertEquals(
        rows(undisturbed, Table.RUNS, "run_id").select("counts").first().getJavaMap(0),
        rows(warehouse, Table.RUNS, "run_id").select("counts").first().getJavaMap(0));
  }

  /** The same rows but for columns that differ from run to run; no key twice. */
  private static void assertSame(
      Path one, Path other, Table table, List<String> ignored, String... key) {
    List<String> expected = text(rows(one, table, key).drop(ignored.toArray(String[]::new)));
    List<String> found = text(rows(other, table, key).drop(ignored.toArray(String[]::new)));
    assertEquals(expected.size(), found.size(), "rows of " + table);
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(expected.get(i), found.get(i), "row " + i + " of " + table);
    }
    assertTrue(expected.size() > 1, "rows of " + table);
    Dataset<Row> all = rows(other, table, key);
    assertEquals(all.count(), all.select(columns(key)).distinct().count(), "keys of " + table);
  }

  private static Dataset<Row> rows(Path warehouse, Table table, String... order) {
    return new Warehouse(TestSpark.session(), warehouse.toString())
        .read(table)
        .orderBy(columns(order));
  }

  private static Column[] columns(String... names) {
    return Arrays.stream(names).map(functions::col).toArray(Column[]::new);
  }

  private static List<String> text(Dataset<Row> rows) {
    return rows.toJSON().collectAsList();
  }
}
