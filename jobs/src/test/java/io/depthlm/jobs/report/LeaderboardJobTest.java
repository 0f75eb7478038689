package io.depthlm.jobs.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.core.UserError;
import io.depthlm.common.metrics.Bootstrap;
import io.depthlm.jobs.TestSpark;
import io.depthlm.jobs.TestTables;
import io.depthlm.jobs.evaluate.EvaluateJob;
import io.depthlm.jobs.evaluate.EvaluateRequest;
import io.depthlm.jobs.spark.Progress;
import io.depthlm.jobs.spark.Warehouse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaderboardJobTest {
  @TempDir Path folder;

  @Test
  void readsWhatEvaluationWrote() {
    Warehouse warehouse =
        new Warehouse(TestSpark.session(), folder.resolve("warehouse").toString());
    UserError empty =
        assertThrows(
            UserError.class,
            () -> LeaderboardJob.run(warehouse, LeaderboardRequest.ofRun("run-1")));
    assertTrue(empty.getMessage().contains("was evaluated for run run-1\n"), empty.getMessage());

    TestTables tables = new TestTables(warehouse);
    tables.plan("p", "left", "axis_distance", 6, 5);
    tables.plan("q", "right", "axis_distance", 3, 4);
    for (String variant : List.of("0a", "0b")) {
      tables.cell("run-1", variant, "p", "left", "axis_distance", "z", 30);
      tables.cell("run-1", variant, "q", "right", "axis_distance", "z", 12);
      tables.answers("run-1", variant, "p", variant.equals("0a") ? 2 : 4);
      tables.answers("run-1", variant, "q", variant.equals("0a") ? 2 : 4);
    }
    new EvaluateJob(warehouse, new EvaluateRequest("run-1", Map.of(), Bootstrap.DEFAULT))
        .run(Progress.SILENT);

    Leaderboard.Board board =
        LeaderboardJob.run(warehouse, LeaderboardRequest.EVERYTHING).boards().get(0);
    assertEquals(new Protocol("axis_distance", "", "z", "all", "pooled"), board.protocol());
    assertEquals(List.of("left", "right"), board.datasets());
    // 4 m hits the truths of 4 m and a little more or less; 2 m only those of 2 m
    assertEquals("model-0b", board.entries().get(0).variant().model());
    Score score = board.entries().get(1).scores().get("left");
    assertEquals("run-1", score.runId());
    assertEquals(5 / 30.0, score.delta1().value(), 1e-12);
    assertEquals(30, score.nPoints());
    assertEquals(6, score.nImages());
    assertTrue(score.absRel().ciLow() < score.absRel().value(), score.toString());

    Leaderboard sliced =
        LeaderboardJob.run(
            warehouse,
            new LeaderboardRequest(
                List.of(), List.of("left"), List.of(), "region=boundary", "per_image"));
    assertEquals(12, sliced.boards().get(0).entries().get(0).scores().get("left").nPoints());
    UserError none =
        assertThrows(
            UserError.class,
            () ->
                LeaderboardJob.run(
                    warehouse,
                    new LeaderboardRequest(
                        List.of(), List.of("left"), List.of("speed"), "x=1", "pooled")));
    assertTrue(
        none.getMessage().contains("for dataset left, task speed, slice x=1\n"), none.getMessage());
  }
}
