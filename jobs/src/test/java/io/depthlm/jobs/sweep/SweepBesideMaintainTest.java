package io.depthlm.jobs.sweep;

import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.delta.tables.DeltaTable;
import io.depthlm.common.config.SweepLoader;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.settings.TextSource;
import io.depthlm.jobs.TestFrames;
import io.depthlm.jobs.TestFrames.Frame;
import io.depthlm.jobs.TestSpark;
import io.depthlm.jobs.evaluate.ConservationException;
import io.depthlm.jobs.maintain.MaintainJob;
import io.depthlm.jobs.maintain.MaintainRequest;
import io.depthlm.jobs.maintain.MaintainRequest.Mode;
import io.depthlm.jobs.maintain.MaintainRequest.ShortVacuum;
import io.depthlm.jobs.maintain.MaintainResult;
import io.depthlm.jobs.predict.PredictJob;
import io.depthlm.jobs.spark.Progress;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plan that no run has yet, and a maintenance that comes while a sweep chooses it. */
@Tag("faults")
class SweepBesideMaintainTest {
  @TempDir Path folder;
  private Warehouse warehouse;

  @BeforeEach
  void aPlanWithoutARun() throws IOException {
    warehouse = new Warehouse(TestSpark.session(), folder.resolve("w").toString());
    TestFrames.write(
        warehouse,
        folder,
        "rooms",
        List.of(
            new Frame(
                "f",
                TestFrames.png(1, 60, 40),
                new Intrinsics(50, 50, 30, 20, 60, 40),
                TestFrames.points(4))));
    job().plan(Progress.SILENT);
  }

  private SweepJob job() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("sweep.conf"),
            """
            datasets = [rooms]
            models = [{name = two, engine = constant, depth_m = 2}]
            tasks = [axis_distance]
            focal_px = [50]
            compare_as = z
            evaluate.bootstrap_replicates = 10
            """);
    return new SweepJob(
        warehouse,
        new SweepLoader(TextSource.local(), List.of("../conf")).load(file.toString(), List.of()));
  }

  private SweepResult sweep(Progress progress) throws IOException {
    return job().run("mine", SweepJob.Stage.EVALUATE, PredictJob.Reuse.NOTHING, progress);
  }

  private MaintainResult maintain() {
    return new MaintainJob(
            warehouse,
            new MaintainRequest(
                Duration.ZERO, MaintainRequest.SAFE_VACUUM, ShortVacuum.REFUSED, Mode.EXECUTE))
        .run(Progress.SILENT);
  }

  /** Does something when a line is said. */
  private record At(String line, Runnable then) implements Progress {
    @Override
    public void say(String said) {
      if (said.matches(line)) {
        then.run();
      }
    }

    @Override
    public void update(String what, long done, long total) {}
  }

  @Test
  void thePlanThatASweepHasFoundStays() throws IOException {
    List<MaintainResult> maintained = new ArrayList<>();
    SweepResult result =
        sweep(new At("plan: rooms stands already .*", () -> maintained.add(maintain())));
    assertEquals(1, maintained.size(), "the sweep said that it found the plan");
    assertEquals(0, maintained.get(0).removedPlans());
    assertEquals(4, result.predicted().asked());
    assertEquals("finished", run().getAs("status"));
    warehouse.update(
        Table.RUNS, lit(true), Map.of("finished_at", expr("timestamp '2020-01-01 00:00:00'")));
    assertEquals(1, maintain().removedPlans(), "once no run has it");
  }

  @Test
  void aPlanTakenAwayAllTheSameFailsTheRunAndTheSameCommandMendsIt() throws IOException {
    ConservationException lost =
        assertThrows(
            ConservationException.class,
            () ->
                sweep(
                    new At(
                        "run mine: .*",
                        () ->
                            DeltaTable.forPath(warehouse.spark(), warehouse.path(Table.QUERIES))
                                .delete())));
    assertTrue(lost.getMessage().contains("run_cells has 4; "), lost::getMessage);
    assertEquals("failed", run().getAs("status"));
    assertEquals(4, sweep(Progress.SILENT).predicted().asked());
    assertEquals("finished", run().getAs("status"));
    assertEquals(4, warehouse.read(Table.PREDICTIONS).count());
  }

  private Row run() {
    return warehouse.read(Table.RUNS).where("run_id = 'mine'").first();
  }
}
