package io.depthlm.jobs.predict;

import static org.apache.spark.sql.functions.col;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.config.PredictConfig;
import io.depthlm.common.config.Subset;
import io.depthlm.common.core.UserError;
import io.depthlm.common.engine.Asking;
import io.depthlm.common.engine.EngineSpec;
import io.depthlm.common.engine.Variant;
import io.depthlm.common.engine.baseline.ConstantSpec;
import io.depthlm.common.engine.baseline.ProbeSpec;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.imaging.FocalSetting;
import io.depthlm.common.imaging.ImageLimits;
import io.depthlm.common.metrics.TruthRange;
import io.depthlm.common.task.CompareAs;
import io.depthlm.common.task.PromptTemplate;
import io.depthlm.common.task.TaskKind;
import io.depthlm.common.task.TaskSpec;
import io.depthlm.jobs.CountingFiles;
import io.depthlm.jobs.ScriptedSpec;
import io.depthlm.jobs.TestFrames;
import io.depthlm.jobs.TestFrames.Frame;
import io.depthlm.jobs.TestFrames.Place;
import io.depthlm.jobs.TestFrames.Point;
import io.depthlm.jobs.TestSpark;
import io.depthlm.jobs.evaluate.QuestionCount;
import io.depthlm.jobs.plan.PlanJob;
import io.depthlm.jobs.plan.PlanRequest;
import io.depthlm.jobs.plan.PlanResult;
import io.depthlm.jobs.run.Cell;
import io.depthlm.jobs.run.RunCells;
import io.depthlm.jobs.run.RunLog;
import io.depthlm.jobs.run.RunRequest;
import io.depthlm.jobs.spark.Progress;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class PredictJobTest {
  private static final Intrinsics CAMERA = new Intrinsics(50, 50, 30, 20, 60, 40);
  private static final TaskSpec AXIS = TaskSpec.of(TaskKind.AXIS_DISTANCE);
  private static final PredictConfig SETTINGS = new PredictConfig(200_000, 10, 3, 1, 2, 1800);

  @TempDir static Path folder;
  private static Warehouse warehouse;

  @BeforeAll
  static void open() {
    CountingFiles.install(TestSpark.session());
    warehouse = new Warehouse(TestSpark.session(), folder.resolve("warehouse").toString());
    TestFrames.write(
        warehouse,
        folder,
        Map.of(
            "border",
            List.of(new Frame("f", TestFrames.png(1, 60, 40), CAMERA, nearEveryLimit())),
            "once",
            unevenFrames(),
            "broken",
            framesToBreak(),
            "motion",
            framesOfAScene(),
            "unopened",
            frames(2, 5),
            "throws",
            frames(2, 5),
            "resume",
            frames(6, 256),
            "hangs",
            frames(2, 20),
            "dies",
            frames(10, 256)));
  }

  private static Variant variant(EngineSpec spec, TaskSpec task, String marker, double focalPx) {
    return new Variant(
        "model",
        spec,
        "prompt",
        new Asking(
            task,
            new PromptTemplate("how far?", task.kind()),
            marker,
            FocalSetting.official(focalPx),
            ImageLimits.DEFAULT));
  }

  /** A planned dataset under a run of its name, and the cells that ask it. */
  private record Run(String name, List<Cell> cells, PredictConfig settings) {
    static Run of(String dataset, PredictConfig settings, Variant... variants) {
      List<TaskSpec> tasks =
          Arrays.stream(variants).map(v -> v.asking().task()).distinct().toList();
      PlanResult plan =
          new PlanJob(
                  warehouse,
                  new PlanRequest(dataset, null, new Subset.All(), new Subset.All(), tasks))
              .run(Progress.SILENT);
      List<Cell> cells =
          Arrays.stream(variants)
              .map(
                  v ->
                      new Cell(
                          v,
                          dataset,
                          plan.planId(),
                          plan.queriesByTask().get(v.asking().task()),
                          CompareAs.AS_LABELLED,
                          TruthRange.ALL))
              .toList();
      new RunCells(warehouse, dataset).write(cells);
      return new Run(dataset, cells, settings);
    }

    PredictResult predict() {
      try (RunLog log = RunLog.open(warehouse, new RunRequest("test", name, "", "", name))) {
        try {
          return new PredictJob(warehouse, log, settings, PredictJob.Reuse.NOTHING)
              .run(cells, Progress.SILENT);
        } finally {
          log.finish("failed", "a test's run goes on", Map.of(), 0);
        }
      }
    }

    /** How the questions ended, counted from the rows by other code than {@code EvaluateJob}. */
    QuestionCount ends() {
      Map<List<String>, Row> last = new HashMap<>();
      Set<List<Object>> attempts = new HashSet<>();
      for (Row row : predictions()) {
        List<Object> attempt =
            List.of(row.getAs("variant_id"), row.getAs("query_id"), row.getAs("attempt"));
        assertTrue(attempts.add(attempt), () -> attempt + " is there twice");
        last.put(List.of(row.getAs("variant_id"), row.getAs("query_id")), row);
      }
      Map<String, Long> byEnd =
          last.values().stream()
              .collect(Collectors.groupingBy(r -> r.getAs("parse_status"), Collectors.counting()));
      long rejected =
          warehouse.read(Table.REJECTS).where(col("run_id").equalTo(name)).distinct().count();
      long planned = cells.stream().mapToLong(Cell::queries).sum();
      return new QuestionCount(
          planned,
          byEnd.getOrDefault("ok", 0L),
          byEnd.getOrDefault("unparsed", 0L),
          byEnd.getOrDefault("failed", 0L),
          rejected,
          planned - last.size() - rejected,
          0,
          0);
    }

    List<Row> predictions() {
      return warehouse
          .read(Table.PREDICTIONS)
          .where(col("run_id").equalTo(name))
          .orderBy("frame_id", "query_id", "attempt")
          .collectAsList();
    }
  }

  private static QuestionCount count(long answered, long unparsed, long failed, long rejected) {
    return new QuestionCount(
        answered + unparsed + failed + rejected, answered, unparsed, failed, rejected, 0, 0, 0);
  }

  private static List<Point> nearEveryLimit() {
    // native, the prepared picture is the picture; at 100 px it is twice as large
    List<Point> points = new ArrayList<>();
    for (double x : new double[] {4, 5, 54, 55}) {
      points.add(new Point(x, 20, 2));
    }
    for (double y : new double[] {4, 5, 34, 35}) {
      points.add(new Point(30, y, 2));
    }
    // x' = (x - 30) * 2 + 60 at 100 px: 4, 5, 114 and 115 of 120
    for (double x : new double[] {2, 2.5, 57, 57.5}) {
      points.add(new Point(x, 21, 2));
    }
    // y' = 4, 5, 74 and 75 of 80
    for (double y : new double[] {2, 2.5, 37, 37.5}) {
      points.add(new Point(31, y, 2));
    }
    return points;
  }

  @Test
  void theBorderRuleHoldsOnEitherSideOfEveryLimit() {
    Variant small = variant(new ConstantSpec(2), AXIS, "red_arrow", 50);
    Variant large = variant(new ConstantSpec(2), AXIS, "red_arrow", 100);
    Variant words = variant(new ConstantSpec(2), AXIS, "text", 50);
    Run run = Run.of("border", SETTINGS, small, large, words);
    run.predict();
    assertEquals(Set.of(0, 3, 4, 7, 8, 9, 10, 11, 12, 13, 14, 15), rejected("border", small.id()));
    assertEquals(Set.of(8, 11, 12, 15), rejected("border", large.id()));
    assertEquals(Set.of(), rejected("border", words.id()));
    assertEquals(count(4 + 12 + 16, 0, 0, 12 + 4), run.ends());
    Row reject =
        warehouse
            .read(Table.REJECTS)
            .where(col("variant_id").equalTo(large.id()).and(col("point_id").equalTo(8)))
            .first();
    assertEquals("border", reject.getAs("reason"));
    assertEquals("x' = 4, y' = 42 in 120 x 80, marker red_arrow", reject.getAs("detail"));

    // as a driver leaves it that is killed after the first chunk and before the rejects
    warehouse.delta(Table.REJECTS).delete(col("run_id").equalTo("border"));
    assertEquals(0, run.predict().asked());
    assertEquals(count(4 + 12 + 16, 0, 0, 12 + 4), run.ends());
  }

  private static Set<Integer> rejected(String run, String variantId) {
    return warehouse
        .read(Table.REJECTS)
        .where(col("run_id").equalTo(run).and(col("variant_id").equalTo(variantId)))
        .select("point_id")
        .collectAsList()
        .stream()
        .map(r -> r.getInt(0))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<Frame> unevenFrames() {
    int[] points = {1, 300, 2, 40, 0, 260, 3};
    return IntStream.range(0, points.length)
        .mapToObj(
            f ->
                new Frame("f" + f, TestFrames.png(f, 60, 40), CAMERA, TestFrames.points(points[f]))
                    .through(CountingFiles.SCHEME))
        .toList();
  }

  @Test
  void anImageIsReadOnceForAllVariantsHoweverUnevenTheFrames() {
    Run run =
        Run.of(
            "once",
            SETTINGS,
            variant(new ProbeSpec(), AXIS, "red_arrow", 50),
            variant(new ProbeSpec(), AXIS, "blue_dot", 50),
            variant(new ProbeSpec(), AXIS, "red_arrow", 80),
            variant(new ProbeSpec(), TaskSpec.of(TaskKind.DISTANCE), "red_arrow", 80));
    PredictResult result = run.predict();
    assertEquals(4 * 606, result.asked());
    Map<String, Long> reads = new TreeMap<>(CountingFiles.opened("/once/"));
    assertEquals(
        Map.of("f0.png", 1L, "f1.png", 1L, "f2.png", 1L, "f3.png", 1L, "f5.png", 1L, "f6.png", 1L),
        reads);
    assertEquals(count(0, 4 * 606, 0, 0), run.ends());
    // each frame, marker and focal length was shown as its own
    List<Row> rows = run.predictions();
    assertEquals(
        4 * 606,
        rows.stream()
            .map(r -> r.getAs("variant_id") + " " + r.getAs("query_id"))
            .distinct()
            .count());
    assertEquals(
        12,
        rows.stream().map(r -> r.<String>getAs("answer_text").split(" ")[0]).distinct().count(),
        "six frames in two sizes");
  }

  private static List<Frame> framesToBreak() {
    byte[] cut = Arrays.copyOf(TestFrames.png(2, 60, 40), 3000);
    List<Point> three = TestFrames.points(3);
    return List.of(
        new Frame("changed", TestFrames.png(3, 60, 40), CAMERA, three),
        new Frame("container", TestFrames.png(4, 60, 40), CAMERA, three).at(Place.CONTAINER),
        new Frame("cut", cut, CAMERA, three),
        new Frame("good", TestFrames.png(1, 60, 40), CAMERA, three),
        new Frame("in_table", TestFrames.png(5, 60, 40), CAMERA, three).at(Place.TABLE),
        new Frame("missing", TestFrames.png(6, 60, 40), CAMERA, three),
        new Frame("no_row", TestFrames.png(7, 60, 40), CAMERA, three).at(Place.TABLE),
        new Frame("wrong_size", TestFrames.png(8, 50, 40), CAMERA, three));
  }

  @Test
  void brokenImagesBecomeRowsAndAreTriedAgainWhereThatMayHelp() throws Exception {
    Path files = folder.resolve("broken");
    Files.write(files.resolve("changed.png"), TestFrames.png(9, 60, 40));
    byte[] missing = Files.readAllBytes(files.resolve("missing.png"));
    Files.delete(files.resolve("missing.png"));
    io.delta.tables.DeltaTable.forPath(TestSpark.session(), warehouse.path(Table.IMAGES))
        .delete(
            col("image_sha256")
                .equalTo(io.depthlm.common.core.Ids.sha256Hex(TestFrames.png(7, 60, 40))));

    Run run =
        Run.of(
            "broken",
            new PredictConfig(200_000, 10, 2, 1, 2, 1800),
            variant(new ProbeSpec(), AXIS, "red_arrow", 50));
    PredictResult first = run.predict();
    assertEquals(24, first.asked());
    assertEquals(15, first.failed());
    assertEquals(
        Map.of(
            "changed", "3 failed image_changed never, attempt 0",
            "container", "3 unparsed, attempt 0",
            "cut", "3 failed image_unreadable never, attempt 0",
            "good", "3 unparsed, attempt 0",
            "in_table", "3 unparsed, attempt 0",
            "missing", "3 failed image_missing later, attempt 0",
            "no_row", "3 failed image_missing later, attempt 0",
            "wrong_size", "3 failed image_size_mismatch never, attempt 0"),
        lastEnds(run));

    Files.write(files.resolve("missing.png"), missing);
    assertEquals(6, run.predict().asked(), "what may come right is asked again");
    Map<String, String> ends = lastEnds(run);
    assertEquals("3 unparsed, attempt 1", ends.get("missing"));
    assertEquals("3 failed image_missing later, attempt 1", ends.get("no_row"));
    assertEquals("3 failed image_changed never, attempt 0", ends.get("changed"));
    assertEquals(0, run.predict().asked(), "two attempts are all there are");
    assertEquals(count(0, 12, 12, 0), run.ends());
  }

  /** What became of each frame's questions at their last attempts. */
  private static Map<String, String> lastEnds(Run run) {
    Map<String, Row> last = new TreeMap<>();
    run.predictions().forEach(r -> last.put(r.getAs("query_id"), r));
    Map<String, Map<String, Integer>> ends = new TreeMap<>();
    for (Row r : last.values()) {
      String code = r.getAs("error_code");
      String end =
          r.getAs("parse_status")
              + (code == null
                  ? ""
                  : " " + code + (r.<Boolean>getAs("error_retriable") ? " later" : " never"))
              + ", attempt "
              + r.getAs("attempt");
      ends.computeIfAbsent(r.getAs("frame_id"), f -> new TreeMap<>()).merge(end, 1, Integer::sum);
    }
    Map<String, String> words = new TreeMap<>();
    ends.forEach(
        (frame, of) ->
            words.put(
                frame,
                of.entrySet().stream()
                    .map(e -> e.getValue() + " " + e.getKey())
                    .collect(Collectors.joining("; "))));
    return words;
  }

  @Test
  void anEngineThatCannotBeOpenedStopsTheRunWithOneErrorAndRows() {
    ScriptedSpec spec = new ScriptedSpec("unopened");
    ScriptedSpec.script("unopened").openingFails("checkpoint_missing", "no such folder: x");
    Run run = Run.of("unopened", SETTINGS, variant(spec, AXIS, "red_arrow", 50));
    UserError error = assertThrows(UserError.class, run::predict);
    assertTrue(
        error.getMessage().startsWith("none of the first 10 questions (model on unopened) could"),
        error::getMessage);
    assertTrue(error.getMessage().contains("run_id = 'unopened'"), error::getMessage);
    assertEquals(
        Set.of("failed checkpoint_missing no such folder: x"),
        run.predictions().stream()
            .map(
                r ->
                    r.getAs("parse_status")
                        + " "
                        + r.getAs("error_code")
                        + " "
                        + r.getAs("error_detail"))
            .collect(Collectors.toSet()));
    assertEquals(count(0, 0, 10, 0), run.ends());
  }

  @Test
  void aBatchThatTheEngineThrowsAtIsAskedAgain() {
    ScriptedSpec.Script script = ScriptedSpec.script("throws");
    script.callFails(0);
    Run run = Run.of("throws", SETTINGS, variant(new ScriptedSpec("throws"), AXIS, "text", 50));
    PredictResult first = run.predict();
    assertEquals(10, first.asked());
    assertEquals(ScriptedSpec.BATCH_SIZE, first.failed());
    assertEquals(1, first.engineLoads());
    // asked again alone, all of them fail again: no news, so the run goes on
    script.callFails(script.calls());
    PredictResult second = run.predict();
    assertEquals(ScriptedSpec.BATCH_SIZE, second.asked());
    assertEquals(ScriptedSpec.BATCH_SIZE, second.failed());
    assertEquals(count(10 - ScriptedSpec.BATCH_SIZE, 0, ScriptedSpec.BATCH_SIZE, 0), run.ends());
  }

  private static List<Frame> framesOfAScene() {
    List<Point> four = TestFrames.points(4);
    return List.of(
        new Frame("a", TestFrames.png(1, 60, 40), CAMERA, four).in("s", 0.0),
        new Frame("b", TestFrames.png(2, 60, 40), CAMERA, four).in("s", 1.0).at(Place.TABLE),
        new Frame("c", TestFrames.png(3, 60, 40), CAMERA, four).in("s", 3.0));
  }

  @Test
  void tasksOverTwoFramesShowBoth() {
    Run run =
        Run.of(
            "motion",
            SETTINGS,
            variant(new ProbeSpec(), TaskSpec.of(TaskKind.CAMERA_MOTION), "red_arrow", 50),
            variant(new ProbeSpec(), TaskSpec.of(TaskKind.POINT_DISTANCE), "red_arrow", 50));
    assertEquals(2 + 6, run.predict().asked());
    assertEquals(count(0, 8, 0, 0), run.ends());
    Map<String, String> shown = new TreeMap<>();
    for (Row r : run.predictions()) {
      String text = r.getAs("answer_text");
      if (r.getAs("task").equals("camera_motion")) {
        shown.put(r.getAs("frame_id"), text);
      } else {
        assertEquals(1, text.split("frame=", -1).length - 1, text);
        assertFalse(text.contains("window=none"), text);
      }
    }
    String[] ab = shown.get("a").split(" ");
    String[] bc = shown.get("b").split(" ");
    assertEquals(5, ab.length, shown::toString);
    assertEquals(ab[2], bc[0], "b is the second of one and the first of the other");
    assertEquals("window=none", ab[1]);
  }

  private static List<Frame> frames(int frames, int points) {
    return IntStream.range(0, frames)
        .mapToObj(
            f ->
                new Frame(
                    "f%02d".formatted(f),
                    TestFrames.png(f, 60, 40),
                    CAMERA,
                    TestFrames.points(points)))
        .toList();
  }

  @Test
  void aRunThatBrokeOffAsksOnlyWhatIsMissing() {
    ScriptedSpec.Script script = ScriptedSpec.script("resume");
    // one unit a frame, two units a chunk
    Run run =
        Run.of(
            "resume",
            new PredictConfig(512, 10, 3, 1, 2, 1800),
            variant(new ScriptedSpec("resume"), AXIS, "text", 50));
    script.diesAfter(512 + 100);
    assertThrows(Throwable.class, run::predict);
    script.diesAfter(Long.MAX_VALUE);
    int stand = run.predictions().size();
    assertTrue(stand > 0 && stand < 1536 && stand % 512 == 0, "whole chunks: " + stand);
    assertEquals(1536 - stand, run.predict().asked());

    // rows of some questions of several frames are gone, in the middle of units
    io.delta.tables.DeltaTable.forPath(TestSpark.session(), warehouse.path(Table.PREDICTIONS))
        .delete(
            col("run_id")
                .equalTo("resume")
                .and(col("frame_id").isin("f01", "f02", "f03", "f05"))
                .and(col("query_id").lt("4")));
    int left = run.predictions().size();
    assertTrue(left < 1536 - 100, "deleted: " + (1536 - left));
    assertEquals(1536 - left, run.predict().asked());
    assertEquals(count(1536, 0, 0, 0), run.ends());
    assertEquals(1, script.loads());
  }

  // On a thread of its own: where nothing gives the hanging call up, interrupting does not either.
  @Test
  @Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void anEngineThatHangsCostsItsQuestionsAndNotTheRun() {
    ScriptedSpec.Script script = ScriptedSpec.script("hangs");
    script.callHangs(3);
    try {
      Run run =
          Run.of(
              "hangs",
              new PredictConfig(200_000, 10, 3, 1, 2, 1),
              variant(new ScriptedSpec("hangs"), AXIS, "text", 50));
      PredictResult result = run.predict();
      assertEquals(40, result.asked());
      Map<String, Long> ends =
          run.predictions().stream()
              .collect(
                  Collectors.groupingBy(
                      r -> String.valueOf(r.<String>getAs("error_code")), Collectors.counting()));
      assertEquals(Set.of("null", "answer_timeout", "engine_stuck"), ends.keySet());
      assertTrue(ends.get("null") >= 3 * ScriptedSpec.BATCH_SIZE, ends::toString);
      assertEquals(ScriptedSpec.BATCH_SIZE, ends.get("answer_timeout"), ends::toString);
      assertEquals(1, script.loads(), "what hangs is not built again");
      int answered = ends.get("null").intValue();
      assertEquals(count(answered, 0, 40 - answered, 0), run.ends());
    } finally {
      script.release();
    }
  }

  @Test
  void anEngineThatDiesOnTheWayLeavesTheRestOpen() {
    ScriptedSpec.Script script = ScriptedSpec.script("dies");
    // one unit a frame, one unit a chunk; dead in the middle of the third chunk
    Run run =
        Run.of(
            "dies",
            new PredictConfig(256, 10, 3, 1, 2, 1800),
            variant(new ScriptedSpec("dies"), AXIS, "text", 50));
    script.brokenFrom((2 * 256 + 100) / ScriptedSpec.BATCH_SIZE);
    UserError error = assertThrows(UserError.class, run::predict);
    assertTrue(
        error.getMessage().startsWith("the engine stopped answering: the last "),
        error::getMessage);
    assertTrue(error.getMessage().contains("; model_failed ("), error::getMessage);
    assertTrue(error.getMessage().contains("such as: the device is gone)"), error::getMessage);
    int stand = run.predictions().size();
    assertTrue(stand < 2560 - 3 * 256, "asked before it stopped: " + stand);
  }
}
