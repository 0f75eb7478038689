package io.depthlm.jobs.cluster;

import static org.apache.spark.sql.functions.col;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The application jar on a standalone cluster of two workers. */
@Tag("cluster")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterTest {
  private static final int FRAMES = 40;
  private static final int POINTS = 40;
  private static final Path GOLDEN =
      Path.of("..", "common/src/test/resources/golden/vlm/tiny-qwen").toAbsolutePath();

  @TempDir static Path folder;
  private static Cluster cluster;
  private static Path warehouse;

  @BeforeAll
  static void start() throws Exception {
    Path script = folder.resolve("two-gpus.sh");
    Files.writeString(
        script, "#!/bin/sh\necho '{\"name\": \"gpu\", \"addresses\": [\"0\", \"1\"]}'\n");
    assertTrue(script.toFile().setExecutable(true));
    cluster =
        Cluster.start(
            folder,
            Map.of(
                "SPARK_WORKER_OPTS",
                "-Dspark.worker.resource.gpu.amount=2"
                    + " -Dspark.worker.resource.gpu.discoveryScript="
                    + script));
    warehouse = cluster.shared().resolve("warehouse");
    SynthSettings scenes =
        SynthSettings.of(FRAMES, 7)
            .withSize(96, 72)
            .withScenes(4, List.of(SceneKind.ROOM))
            .withLabels(POINTS, LabelKind.Z, LabelPattern.UNIFORM)
            .withOutput(Fidelity.FAST, DepthMapFormat.NONE);
    SynthWriter.write(scenes, new LocalTarget(cluster.shared().resolve("scenes")));
    copy(GOLDEN, cluster.shared().resolve("tiny"));
    copy(GOLDEN, cluster.own().resolve("tiny"));
    finishes(
        cluster.submit(
            "ingest",
            List.of(),
            "ingest",
            "--dataset",
            "scenes",
            "--format",
            "jsonl",
            "--label-kind",
            "z",
            "--input",
            cluster.shared().resolve("scenes").toString(),
            "--images",
            cluster.shared().resolve("scenes").toString(),
            "--warehouse",
            warehouse.toString()));
  }

  @AfterAll
  static void stop() throws Exception {
    if (cluster != null) {
      cluster.close();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  /** A sweep file in the folder that executors do not see. */
  private static String sweep(String name, String content) throws IOException {
    Path file = cluster.own().resolve(name + ".conf");
    Files.writeString(
        file,
        content
            + """
            datasets = [scenes]
            tasks = [axis_distance]
            focal_px = [80]
            compare_as = z
            evaluate.bootstrap_replicates = 20
            """);
    return file.toString();
  }

  private static String tiny(Path where) {
    return "{name = tiny, engine = vlm, uri = \"%s\", max_new_tokens = 8}"
        .formatted(where.resolve("tiny"));
  }

  private static String finishes(Started submitted) throws InterruptedException {
    assertEquals(0, submitted.await(), submitted::said);
    return submitted.said();
  }

  private static Dataset<Row> rows(Table table) {
    return new Warehouse(TestSpark.session(), warehouse.toString()).read(table);
  }

  private static Set<String> strings(Dataset<Row> column) {
    return column.distinct().collectAsList().stream()
        .map(r -> String.valueOf(r.get(0)))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Every question of the run has one end. */
  private static void assertComplete(String runId, long cells) {
    long asked =
        rows(Table.RUN_CELLS).where(col("run_id").equalTo(runId)).collectAsList().stream()
            .mapToLong(r -> r.<Long>getAs("n_queries"))
            .sum();
    Dataset<Row> predictions = rows(Table.PREDICTIONS).where(col("run_id").equalTo(runId));
    long rejected =
        rows(Table.REJECTS)
            .where(col("run_id").equalTo(runId).and(col("stage").equalTo("predict")))
            .count();
    assertEquals(cells * FRAMES * POINTS, asked);
    assertEquals(asked, predictions.count() + rejected, "nothing lost, nothing doubled");
    assertEquals(
        predictions.count(),
        predictions.select("variant_id", "query_id", "attempt").distinct().count());
  }

  @Test
  @Order(1)
  void aSweepOnTwoWorkers() throws Exception {
    String said =
        finishes(
            cluster.submit(
                "sweep",
                // 2 of a worker's 4 cores, so that one executor is not all there is
                List.of("--executor-cores", "2", "--total-executor-cores", "4"),
                "sweep",
                "--run-id",
                "both",
                "--conf",
                sweep(
                    "both",
                    "models = [{name = two, engine = constant, depth_m = 2}, %s]\n"
                        .formatted(tiny(cluster.shared()))),
                "--warehouse",
                warehouse.toString()));
    assertTrue(said.contains("0 failed"), said);
    assertComplete("both", 2);
    Row run = rows(Table.RUNS).where("run_id = 'both'").first();
    assertEquals("finished", run.getAs("status"));
    Dataset<Row> predictions = rows(Table.PREDICTIONS).where("run_id = 'both'");
    assertEquals(2, strings(predictions.select("executor_id")).size(), "executors that answered");
    assertEquals(Set.of("cpu", "none"), strings(predictions.select("device")));
    assertTrue(rows(Table.METRICS).where("run_id = 'both'").count() > 0);
    // One copy of the native libraries for the host, whatever number of executors and tasks.
    try (Stream<Path> files = Files.walk(cluster.natives())) {
      assertEquals(
          1, files.filter(f -> f.getFileName().toString().equals("libtorch_cpu.so")).count());
    }
    String sql =
        finishes(
            cluster.submit(
                "sql",
                List.of(),
                "sql",
                "SELECT model, count(*) AS n FROM run_cells GROUP BY 1 ORDER BY 1",
                "--format",
                "csv",
                "--warehouse",
                warehouse.toString()));
    assertTrue(sql.contains("tiny,1") && sql.contains("two,1"), sql);
  }

  @Test
  @Order(2)
  void anExecutorKilledInMidPredict() throws Exception {
    Started sweep =
        cluster.submit(
            "killed",
            List.of(
                "--executor-cores",
                "1",
                "--total-executor-cores",
                "2",
                "--conf",
                "spark.scheduler.minRegisteredResourcesRatio=1.0"),
            "sweep",
            "--run-id",
            "killed",
            "--conf",
            sweep(
                "killed",
                "models = [%s]\npredict.chunk_rows = 200\n".formatted(tiny(cluster.shared()))),
            "--warehouse",
            warehouse.toString());
    Path chunks = warehouse.resolve("predictions/run_id=killed");
    while (!Files.exists(chunks)) {
      assertTrue(sweep.process().isAlive(), sweep::said);
      Thread.sleep(20);
    }
    List<ProcessHandle> executors = cluster.executors();
    assertTrue(executors.size() >= 2, "executors: " + executors);
    assertTrue(executors.get(0).destroyForcibly());
    finishes(sweep);
    assertComplete("killed", 1);
    Dataset<Row> predictions = rows(Table.PREDICTIONS).where("run_id = 'killed'");
    assertEquals(Set.of("null"), strings(predictions.select("error_code")));
    assertEquals("finished", rows(Table.RUNS).where("run_id = 'killed'").first().getAs("status"));
    assertSameAnswers("both", "killed");
  }

  private static void assertSameAnswers(String one, String other) {
    Dataset<Row> tiny =
        rows(Table.PREDICTIONS)
            .where("value_kind IS NOT NULL OR answer_text IS NOT NULL")
            .join(
                rows(Table.RUN_CELLS).where("model = 'tiny'").select("run_id", "variant_id"),
                scala.collection.JavaConverters.asScalaBuffer(List.of("run_id", "variant_id"))
                    .toSeq());
    Set<String> expected =
        strings(tiny.where(col("run_id").equalTo(one)).selectExpr("query_id || answer_text"));
    assertFalse(expected.isEmpty());
    assertEquals(
        expected,
        strings(tiny.where(col("run_id").equalTo(other)).selectExpr("query_id || answer_text")));
  }

  /** The driver finds the checkpoint on its own disk, which the executors do not have. */
  @Test
  @Order(3)
  void aModelThatNoExecutorCanLoad() throws Exception {
    Started sweep =
        cluster.submit(
            "unloadable",
            List.of("--total-executor-cores", "8"),
            "sweep",
            "--run-id",
            "unloadable",
            "--conf",
            sweep("unloadable", "models = [%s]\n".formatted(tiny(cluster.own()))),
            "--warehouse",
            warehouse.toString());
    assertEquals(2, sweep.await(), sweep::said);
    assertTrue(sweep.said().contains("could be answered; checkpoint_not_found"), sweep.said());
    Dataset<Row> predictions = rows(Table.PREDICTIONS).where("run_id = 'unloadable'");
    assertTrue(predictions.count() > 0);
    assertEquals(Set.of("failed"), strings(predictions.select("parse_status")));
    assertEquals(Set.of("true"), strings(predictions.select("error_retriable")));
    Row run = rows(Table.RUNS).where("run_id = 'unloadable'").first();
    assertEquals("failed", run.getAs("status"));
    assertTrue(run.<String>getAs("failure").contains("checkpoint_not_found"));
  }

  @Test
  @Order(4)
  void tasksOfPredictAloneHoldTheGpusOfTheirExecutors() throws Exception {
    String said =
        gpus(
            "shared-gpus",
            List.of("--executor-cores", "4", "--conf", "spark.executor.resource.gpu.amount=2"));
    assertFalse(said.contains("gpus [gpu]"), said);
    assertTrue(said.contains("gpus []"), said);
    assertOneEngineForEachAddress("shared-gpus");
    assertEquals(
        Set.of("cuda:0", "cuda:1"),
        strings(
            rows(Table.PREDICTIONS)
                .where("run_id = 'shared-gpus'")
                .selectExpr("substring_index(device, ' ', 1)")));
    // Spark divides an address as the application's own task amount says, and there is none
    assertEquals(
        Set.of("callers 1"),
        strings(
            rows(Table.PREDICTIONS)
                .where("run_id = 'shared-gpus'")
                .selectExpr("substring_index(answer_text, ' ', 2)")));
  }

  @Test
  @Order(5)
  void predictHasGpuExecutorsOfItsOwnUnderDynamicAllocation() throws Exception {
    String said =
        gpus(
            "own-gpus",
            List.of(
                "--executor-cores",
                "2",
                "--conf",
                "spark.dynamicAllocation.enabled=true",
                "--conf",
                "spark.dynamicAllocation.shuffleTracking.enabled=true",
                "--conf",
                "spark.depthlm.predict.gpusPerExecutor=1"));
    assertFalse(said.contains("gpus [gpu]"), said);
    Set<String> others =
        Pattern.compile("other stage: executor (\\S+), gpus \\[]")
            .matcher(said)
            .results()
            .map((MatchResult r) -> r.group(1))
            .collect(Collectors.toSet());
    assertFalse(others.isEmpty(), said);
    Set<String> mine =
        strings(rows(Table.PREDICTIONS).where("run_id = 'own-gpus'").select("executor_id"));
    assertTrue(mine.stream().noneMatch(others::contains), others + " and " + mine);
    assertOneEngineForEachAddress("own-gpus");
    assertEquals(
        Set.of("callers 1", "callers 2"),
        strings(
            rows(Table.PREDICTIONS)
                .where("run_id = 'own-gpus'")
                .selectExpr("substring_index(answer_text, ' ', 2)")),
        "two tasks share a GPU");
  }

  /** Runs {@link GpuDriver}; returns what it said. */
  private static String gpus(String runId, List<String> options) throws Exception {
    Path jar = folder.resolve("tests.jar");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out);
        Stream<Path> classes = Files.list(Path.of("target/test-classes/io/depthlm/jobs/cluster"))) {
      for (Path file :
          classes.filter(f -> f.getFileName().toString().startsWith("GpuDriver")).toList()) {
        entries.putNextEntry(new JarEntry("io/depthlm/jobs/cluster/" + file.getFileName()));
        Files.copy(file, entries);
      }
    }
    List<String> all =
        Stream.concat(
                options.stream(),
                Stream.of("--jars", jar.toString(), "--class", GpuDriver.class.getName()))
            .toList();
    return finishes(cluster.submit(runId, all, warehouse.toString(), "scenes", runId));
  }

  /** Each executor built one engine for each of its addresses, and Spark gave it both. */
  private static void assertOneEngineForEachAddress(String runId) {
    assertComplete(runId, 1);
    Dataset<Row> predictions = rows(Table.PREDICTIONS).where(col("run_id").equalTo(runId));
    Set<String> engines = strings(predictions.selectExpr("executor_id || ' ' || device"));
    Set<String> addresses =
        strings(predictions.selectExpr("executor_id || ' ' || substring_index(device, ' ', 1)"));
    assertEquals(addresses.size(), engines.size(), engines::toString);
    assertTrue(
        engines.stream().allMatch(e -> e.matches("\\d+ cuda:[01] engine \\d+")), engines::toString);
  }
}
