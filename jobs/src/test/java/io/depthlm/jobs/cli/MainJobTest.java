package io.depthlm.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.depthlm.jobs.TestSpark;
import io.depthlm.jobs.spark.Warehouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job by its commands, as a person types them. */
class MainJobTest {
  @TempDir private static Path folder;
  private static String warehouse;
  private static Cli.Run ingest;
  private static Cli.Run sweep;

  @BeforeAll
  static void runIt() throws IOException {
    TestSpark.complete(); // the commands take the session that is there
    String frames = folder.resolve("frames").toString();
    warehouse = folder.resolve("warehouse").toString();
    Path conf = folder.resolve("two.conf");
    Files.writeString(
        conf,
        """
        datasets = [drawn]
        models = [constant-2m, constant-5m]
        tasks = [distance]
        focal_px = [300]
        compare_as = radial
        evaluate.bootstrap_replicates = 50
        """);
    assertEquals(
        0,
        Cli.run(
                "synth",
                "--frames",
                "4",
                "--seed",
                "3",
                "--fast",
                "--points",
                "20",
                "--out",
                frames)
            .code());
    ingest =
        Cli.run(
            "ingest",
            "--dataset",
            "drawn",
            "--format",
            "jsonl",
            "--input",
            frames,
            "--label-kind",
            "radial",
            "--warehouse",
            warehouse);
    sweep = Cli.run("sweep", "--conf", conf.toString(), "--warehouse", warehouse);
  }

  @AfterAll
  static void asBefore() {
    TestSpark.asUsual();
  }

  private static Cli.Run sql(String statement, String... more) {
    String[] args = new String[4 + more.length];
    System.arraycopy(new String[] {"sql", statement, "--warehouse", warehouse}, 0, args, 0, 4);
    System.arraycopy(more, 0, args, 4, more.length);
    return Cli.run(args);
  }

  /** What queries select by; the rest would only make writes slower. */
  @Test
  void filesHaveStatisticsOfTheirKeysOnly() throws IOException {
    ObjectMapper json = new ObjectMapper();
    int files = 0;
    try (Stream<Path> log = Files.list(Path.of(warehouse, "queries", "_delta_log"))) {
      for (Path commit : log.filter(f -> f.toString().endsWith(".json")).toList()) {
        for (String line : Files.readAllLines(commit)) {
          JsonNode added = json.readTree(line).path("add");
          if (!added.isMissingNode()) {
            JsonNode least = json.readTree(added.path("stats").asText()).path("minValues");
            assertTrue(least.has("query_id") && least.has("work_unit"), least::toString);
            assertFalse(least.has("truth_value"), least::toString);
            files++;
          }
        }
      }
    }
    assertTrue(files > 0);
  }

  @Test
  void ingestSaysWhatItTook() {
    assertEquals(0, ingest.code(), ingest.err());
    assertTrue(
        ingest.out().startsWith("ingest: 4 frames with 80 points; 4 new, 0 changed, 0 removed"),
        ingest.out());
  }

  @Test
  void theSweepEndsWithALeaderboardAndACommandThatWorks() {
    assertEquals(0, sweep.code(), sweep.err());
    assertTrue(sweep.out().startsWith("distance, compared as radial"), sweep.out());
    List<String> lines = sweep.out().lines().toList();
    String last = lines.get(lines.size() - 1);
    assertTrue(last.matches("run [0-9a-f]{32}; look: depthlm sql \".*\" --warehouse .*"), last);
    String[] words = Cli.shellWords(last.substring(last.indexOf("depthlm ") + 8));
    Cli.Run look = Cli.run(words);
    assertEquals(0, look.code(), look.err());
    assertTrue(look.out().contains("delta1"), look.out());
  }

  @Test
  void sqlWritesTablesCsvAndJson() {
    String statement =
        "SELECT dataset, count(*) AS n, cast(null AS int) AS nothing, array(1, 2) AS list"
            + " FROM points GROUP BY dataset";
    assertEquals(
        """
        dataset   n  nothing  list
        -------  --  -------  -----
        drawn    80     null  [1,2]
        """,
        sql(statement).out());
    assertEquals(
        "dataset,n,nothing,list\ndrawn,80,,\"[1,2]\"\n", sql(statement, "--format", "csv").out());
    assertEquals(
        "{\"dataset\":\"drawn\",\"n\":80,\"nothing\":null,\"list\":[1,2]}\n",
        sql(statement, "--format", "json").out());
    Cli.Run cut = sql("SELECT point_id FROM points ORDER BY 1", "--rows", "2");
    assertEquals("point_id\n--------\n       0\n       0\n", cut.out());
    assertTrue(cut.err().contains("the first 2 rows"), cut.err());
  }

  @Test
  void anAnswerCannotSteerATerminalNorBecomeAFormula() {
    String statement = "SELECT concat('=1+1', char(27), '[2J') AS `a\u001bb`, -1.5D AS n";
    assertEquals(
        """
        a?b          n
        --------  ----
        =1+1?[2J  -1.5
        """,
        sql(statement).out());
    assertEquals("a?b,n\n'=1+1?[2J,-1.5\n", sql(statement, "--format", "csv").out());
    assertEquals(
        "| a?b | n |\n| --- | ---: |\n| =1+1?\\[2J | -1.5 |\n",
        sql(statement, "--format", "markdown").out());
    assertTrue(sql(statement, "--format", "json").out().contains("=1+1\\u001B[2J"));
  }

  @Test
  void sqlOnlyReads() {
    Cli.Run run = sql("DROP TABLE points");
    assertEquals(2, run.code());
    assertTrue(run.err().startsWith("depthlm: sql only reads, and"), run.err());
    Cli.Run file = sql("SELECT * FROM text.`" + folder.resolve("two.conf") + "`");
    assertEquals(2, file.code());
    assertTrue(file.err().contains("--read-files"), file.err());
    String named = "SELECT count(*) > 3 FROM text.`" + folder.resolve("two.conf") + "`";
    assertTrue(sql(named, "--read-files").out().contains("true"));
    assertEquals(0, sql("SHOW TABLES").code());
    assertEquals(0, sql("DESCRIBE TABLE points").code());
    assertEquals(0, sql("WITH a AS (SELECT 1 AS x) SELECT x FROM a").code());
  }

  @Test
  void aStatementThatCannotRunIsTheUsers() {
    Cli.Run run = sql("SELECT nope FROM points");
    assertEquals(2, run.code());
    assertTrue(run.err().startsWith("depthlm: the statement cannot be run: "), run.err());
    assertEquals(2, run.err().lines().count(), run.err());
  }

  @Test
  void aValueThatCannotBeIsTheUsers() {
    Cli.Run run = sql("SELECT element_at(array(point_id), 0) FROM points");
    assertEquals(2, run.code(), run.err());
    assertTrue(run.err().contains("INVALID_INDEX_OF_ZERO"), run.err());
    assertEquals(2, run.err().lines().count(), run.err());
  }

  @Test
  void aFolderThatCannotBeIsTheUsers() {
    String file = folder.resolve("two.conf").toString();
    String ingest = "ingest --dataset d --format jsonl --label-kind z --input %s --warehouse %s";
    String frames = folder.resolve("frames").toString();
    for (String command :
        List.of(
            ingest.formatted(frames, file),
            ingest.formatted(frames, warehouse) + " --images " + folder + "/nowhere",
            "synth --frames 1 --seed 1 --fast --out " + file)) {
      Cli.Run run = Cli.run(Cli.shellWords(command));
      assertEquals(2, run.code(), command + ": " + run.err());
      assertTrue(run.err().contains("check --"), run.err());
    }
  }

  @Test
  void anEmptyWarehouseIsAMistake() {
    Cli.Run run = Cli.run("sql", "SELECT 1", "--warehouse", folder + "/nowhere");
    assertEquals(2, run.code());
    assertTrue(run.err().contains("there are no tables under"), run.err());
  }

  @Test
  void theLeaderboardIsOneJsonDocument() {
    Cli.Run run = Cli.run("leaderboard", "--format", "json", "--warehouse", warehouse);
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().startsWith("{"), run.out());
    assertTrue(run.out().contains("\"model\" : \"constant-5m\""), run.out());
  }

  @Test
  void theStagesAloneDoWhatTheSweepDoes() {
    String conf = folder.resolve("two.conf").toString();
    Cli.Run plan = Cli.run("plan", "--conf", conf, "--warehouse", warehouse);
    assertEquals(0, plan.code(), plan.err());
    Cli.Run predict =
        Cli.run("predict", "--conf", conf, "--run-id", "staged", "--warehouse", warehouse);
    assertEquals(0, predict.code(), predict.err());
    assertTrue(predict.out().contains("questions asked now: "), predict.out());
    String rejects =
        sql("SELECT count(*) AS n FROM rejects WHERE run_id = 'staged' AND reason = 'border'")
            .out()
            .lines()
            .toList()
            .get(2)
            .trim();
    assertTrue(
        plan.out()
            .endsWith(
                "2 cells, 160 questions, of which %s are too close to the border and will be rejected\n"
                    .formatted(rejects)),
        plan.out());
    Cli.Run evaluate =
        Cli.run("evaluate", "--conf", conf, "--run-id", "staged", "--warehouse", warehouse);
    assertEquals(0, evaluate.code(), evaluate.err());
    String ended = "SELECT status FROM runs WHERE run_id = 'staged' AND counts['answered'] > 0";
    assertTrue(sql(ended).out().contains("finished"), sql(ended).out());
    String both =
        "SELECT count(*) AS n FROM metrics a JOIN metrics b USING (variant_id, slice, metric,"
            + " aggregation) WHERE a.run_id = 'staged' AND b.run_id <> 'staged'"
            + " AND a.value <=> b.value AND a.ci_low <=> b.ci_low";
    String all = "SELECT count(*) AS n FROM metrics WHERE run_id = 'staged'";
    assertEquals(sql(all).out(), sql(both).out());
    String byView =
        "SELECT round(avg(CASE WHEN ratio > 0.8 AND ratio < 1.25 THEN 1 ELSE 0 END), 9) AS d FROM"
            + " scored WHERE run_id = 'staged' AND counts GROUP BY model ORDER BY model";
    String byMetrics =
        "SELECT round(value, 9) AS d FROM metrics JOIN run_cells USING (run_id, variant_id) WHERE"
            + " run_id = 'staged' AND metric = 'delta1' AND slice = 'all' AND aggregation ="
            + " 'pooled' ORDER BY model";
    assertEquals(sql(byMetrics, "--format", "csv").out(), sql(byView, "--format", "csv").out());
    assertAFinishedSweepGivenAgainWritesNothing(conf);
  }

  private static void assertAFinishedSweepGivenAgainWritesNothing(String conf) {
    Map<String, Long> before = new Warehouse(TestSpark.session(), warehouse).versions();
    Cli.Run again =
        Cli.run("sweep", "--conf", conf, "--run-id", "staged", "--warehouse", warehouse);
    assertEquals(0, again.code(), again.err());
    assertTrue(again.err().contains("run staged: finished before"), again.err());
    assertTrue(again.out().contains("asked now: 0"), again.out());
    assertEquals(before, new Warehouse(TestSpark.session(), warehouse).versions());
  }

  @Test
  void aRunComparesWithItselfAndTheGateHolds() {
    String runId =
        sql("SELECT min(run_id) AS id FROM metrics").out().lines().toList().get(2).trim();
    Cli.Run run =
        Cli.run(
            "compare",
            "--run",
            runId,
            "--baseline",
            runId,
            "--fail-if-worse",
            "delta1,abs_rel",
            "--warehouse",
            warehouse);
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().startsWith(runId + " against " + runId), run.out());
    assertTrue(run.out().contains("+0.0000  [+0.0000 +0.0000]"), run.out());
    Cli.Run wrong =
        Cli.run(
            "compare",
            "--run",
            "a",
            "--baseline",
            "b",
            "--fail-if-worse",
            "depth",
            "--warehouse",
            warehouse);
    assertEquals(2, wrong.code());
    assertTrue(wrong.err().contains("--fail-if-worse 'depth' is not a metric"), wrong.err());
  }

  @Test
  void aDryRunWritesNothing() {
    String conf = folder.resolve("two.conf").toString();
    Cli.Run dry =
        Cli.run(
            "sweep",
            "--conf",
            conf,
            "--set",
            "focal_px=[300,400]",
            "--dry-run",
            "--warehouse",
            folder + "/dry");
    assertEquals(2, dry.code(), "the data set is not in that warehouse");
    assertTrue(!Files.exists(folder.resolve("dry")));
    dry =
        Cli.run(
            "sweep",
            "--conf",
            conf,
            "--set",
            "focal_px=[300,400]",
            "--dry-run",
            "--warehouse",
            warehouse);
    assertEquals(0, dry.code(), dry.err());
    assertTrue(dry.out().contains("\"bootstrap_replicates\" : 50"), dry.out());
    assertTrue(dry.out().contains("4 cells, 320 questions, of which "), dry.out());
  }
}
