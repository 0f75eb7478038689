package io.depthlm.jobs.sweep;

import static java.util.stream.Collectors.toMap;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.config.SweepLoader;
import io.depthlm.common.core.UserError;
import io.depthlm.common.engine.Asking;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.settings.TextSource;
import io.depthlm.jobs.TestFrames;
import io.depthlm.jobs.TestFrames.Frame;
import io.depthlm.jobs.TestFrames.Point;
import io.depthlm.jobs.TestSpark;
import io.depthlm.jobs.predict.PredictJob;
import io.depthlm.jobs.run.Cell;
import io.depthlm.jobs.spark.Progress;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepJobTest {
  private static final Intrinsics CAMERA = new Intrinsics(50, 50, 30, 20, 60, 40);
  private static final String SWEEP =
      """
      datasets = [rooms]
      models = [{name = two, engine = constant, depth_m = 2}]
      tasks = [axis_distance]
      markers = [red_arrow, text]
      focal_px = [50]
      compare_as = z
      """;

  @TempDir Path folder;

  private void ingest(Warehouse warehouse, int points) {
    TestFrames.write(
        warehouse,
        folder,
        "rooms",
        IntStream.range(0, 2)
            .mapToObj(
                f ->
                    new Frame(
                        "f" + f, TestFrames.png(f, 60, 40), CAMERA, TestFrames.points(points)))
            .toList());
  }

  private SweepJob job(Warehouse warehouse, String text) throws IOException {
    Path file = Files.writeString(folder.resolve("sweep.conf"), text);
    return new SweepJob(
        warehouse,
        new SweepLoader(TextSource.local(), List.of("../conf")).load(file.toString(), List.of()));
  }

  private static SweepResult run(SweepJob job, String runId) {
    return job.run(runId, SweepJob.Stage.PREDICT, PredictJob.Reuse.NOTHING, Progress.SILENT);
  }

  @Test
  void aDryRunCountsAndWritesNothing() throws IOException {
    Warehouse warehouse = new Warehouse(TestSpark.session(), folder.resolve("w").toString());
    ingest(warehouse, 4);
    Map<String, Long> before = warehouse.versions();
    List<PlannedCell> dry = job(warehouse, SWEEP).dryRun(Progress.SILENT);
    assertEquals(before, warehouse.versions());
    assertEquals(List.of(8L, 8L), dry.stream().map(c -> c.cell().queries()).toList());

    SweepResult result = run(job(warehouse, SWEEP), "mine");
    assertEquals(16, result.predicted().asked());
    assertEquals(dry, job(warehouse, SWEEP).dryRun(Progress.SILENT), "the plan that stands");

    // The data changed: the answers so far belong to other questions.
    ingest(warehouse, 5);
    UserError other = assertThrows(UserError.class, () -> run(job(warehouse, SWEEP), "mine"));
    assertTrue(other.getMessage().contains("or on other data"), other::getMessage);
    warehouse.update(Table.RUNS, lit(true), Map.of("status", lit("running")));
    SweepResult next = run(job(warehouse, SWEEP), null);
    assertNotEquals("mine", next.runId());
    assertEquals(20, next.predicted().asked());
  }

  @Test
  void aDryRunCountsTheQuestionsThatTheBorderRuleWillReject() throws IOException {
    Warehouse warehouse = new Warehouse(TestSpark.session(), folder.resolve("b").toString());
    List<Point> inside = TestFrames.points(3);
    List<Point> outer =
        List.of(
            new Point(2, 20, 1), new Point(58, 20, 2), new Point(30, 38, 3), new Point(30, 20, 4));
    // What the last frame would be at these focal lengths is too large to be made: its questions
    // are put and fail.
    Intrinsics wide = new Intrinsics(0.01, 0.01, 30, 20, 60, 40);
    TestFrames.write(
        warehouse,
        folder,
        "rooms",
        List.of(
            new Frame("f0", TestFrames.png(1, 60, 40), CAMERA, inside),
            new Frame("f1", TestFrames.png(2, 60, 40), CAMERA, outer),
            new Frame("f2", TestFrames.png(3, 60, 40), wide, outer)));
    String text =
        SWEEP
            .replace("[red_arrow, text]", "[red_dot, text]")
            .replace("[50]", "[50, 16.5]")
            .replace("[axis_distance]", "[axis_distance, point_distance]");
    List<PlannedCell> dry = job(warehouse, text).dryRun(Progress.SILENT);

    // A picture of 60 x 40 pixels, asked at 16.5 px of 50, is one of 19 x 13.
    Map<String, Long> expected =
        Map.of(
            "axis_distance red_dot 50.0", 3L,
            "axis_distance red_dot 16.5", 6L,
            "axis_distance text 50.0", 0L,
            "axis_distance text 16.5", 1L,
            "point_distance red_dot 50.0", 2L,
            "point_distance red_dot 16.5", 3L,
            "point_distance text 50.0", 0L,
            "point_distance text 16.5", 1L);
    assertEquals(expected, dry.stream().collect(toMap(c -> name(c.cell()), c -> c.atBorder())));

    run(job(warehouse, text), "mine");
    Map<String, Long> rejects =
        warehouse
            .read(Table.REJECTS)
            .where("run_id = 'mine' AND stage = 'predict' AND reason = 'border'")
            .groupBy("variant_id")
            .count()
            .collectAsList()
            .stream()
            .collect(toMap(r -> r.getString(0), r -> r.getLong(1)));
    assertEquals(
        rejects,
        dry.stream()
            .filter(c -> c.atBorder() > 0)
            .collect(toMap(c -> c.cell().variant().id(), c -> c.atBorder())));
    assertEquals(dry, job(warehouse, text).dryRun(Progress.SILENT), "the plan that stands");
  }

  private static String name(Cell cell) {
    Asking asking = cell.variant().asking();
    return asking.task().kind().key() + " " + asking.markerName() + " " + asking.focal().focalPx();
  }

  @Test
  void twoSplitsOfADatasetAreRefused() throws IOException {
    Warehouse warehouse = new Warehouse(TestSpark.session(), folder.resolve("s").toString());
    ingest(warehouse, 1);
    warehouse.update(Table.FRAMES, expr("frame_id = 'f0'"), Map.of("split", lit("a")));
    SweepJob job = job(warehouse, SWEEP.replace("[rooms]", "[rooms, {name = rooms, split = a}]"));
    UserError twice = assertThrows(UserError.class, () -> job.dryRun(Progress.SILENT));
    assertTrue(twice.getMessage().startsWith("datasets: 'rooms' is listed twice"));
  }
}
