package io.depthlm.jobs.sweep;

import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.config.SweepLoader;
import io.depthlm.common.config.TextSource;
import io.depthlm.common.core.UserError;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.jobs.TestFrames;
import io.depthlm.jobs.TestFrames.Frame;
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
      evaluate.bootstrap_replicates = 10
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
    return job.run(runId, SweepJob.Stage.EVALUATE, PredictJob.Reuse.NOTHING, Progress.SILENT);
  }

  @Test
  void aDryRunCountsAndWritesNothing() throws IOException {
    Warehouse warehouse = new Warehouse(TestSpark.session(), folder.resolve("w").toString());
    ingest(warehouse, 4);
    Map<String, Long> before = warehouse.versions();
    List<Cell> dry = job(warehouse, SWEEP).dryRun(Progress.SILENT);
    assertEquals(before, warehouse.versions());
    assertEquals(List.of(8L, 8L), dry.stream().map(Cell::queries).toList());

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
  void twoSplitsOfADatasetAreRefused() throws IOException {
    Warehouse warehouse = new Warehouse(TestSpark.session(), folder.resolve("s").toString());
    ingest(warehouse, 1);
    warehouse.update(Table.FRAMES, expr("frame_id = 'f0'"), Map.of("split", lit("a")));
    SweepJob job = job(warehouse, SWEEP.replace("[rooms]", "[rooms, {name = rooms, split = a}]"));
    UserError twice = assertThrows(UserError.class, () -> job.dryRun(Progress.SILENT));
    assertTrue(twice.getMessage().startsWith("datasets: 'rooms' stands there twice"));
  }
}
