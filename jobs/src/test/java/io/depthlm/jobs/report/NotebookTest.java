package io.depthlm.jobs.report;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.metrics.Bootstrap;
import io.depthlm.common.metrics.TruthRange;
import io.depthlm.jobs.TestSpark;
import io.depthlm.jobs.TestTables;
import io.depthlm.jobs.evaluate.EvaluateJob;
import io.depthlm.jobs.evaluate.EvaluateRequest;
import io.depthlm.jobs.spark.Progress;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The notebooks run on tables that this program wrote; the check itself can fail. */
@Tag("notebook")
class NotebookTest {
  private static final Path CHECK = Path.of("../notebooks/check.sh");

  @TempDir Path folder;

  @Test
  void everyNotebookRuns() throws Exception {
    Warehouse warehouse = new Warehouse(TestSpark.session(), folder.resolve("full").toString());
    TestTables tables = new TestTables(warehouse);
    tables.run("run-1");
    tables.plan("p", "left", "axis_distance", 6, 5);
    tables.plan("q", "right", "axis_distance", 3, 4);
    for (String variant : new String[] {"0a", "0b"}) {
      double valueM = variant.equals("0a") ? 2 : 4;
      tables.cell("run-1", variant, "p", "left", "axis_distance", "as_labelled", 30);
      tables.cell("run-1", variant, "q", "right", "axis_distance", "as_labelled", 12);
      tables.answers("run-1", variant, "p", valueM);
      tables.answers("run-1", variant, "q", valueM);
    }
    // as a sweep writes it: the view scored reads it from there
    warehouse.update(
        Table.RUN_CELLS,
        col("dataset").equalTo("left"),
        Map.of("truth_min_m", lit(0.0), "truth_max_m", lit(25.0)));
    new EvaluateJob(
            warehouse,
            new EvaluateRequest("run-1", Map.of("left", new TruthRange(0, 25)), Bootstrap.DEFAULT))
        .run(Progress.SILENT);
    // first, so that what is left under target/ is the good one
    Outcome missing = check(Files.createDirectory(folder.resolve("empty")));
    assertEquals(1, missing.exit(), missing.text());
    Outcome good = check(folder.resolve("full"));
    assertEquals(0, good.exit(), good.text());
    for (String ran :
        List.of(
            "compare.ipynb: 5 cells ran, 1 plots",
            "errors.ipynb: 8 cells ran, 2 plots",
            "leaderboard.ipynb: 5 cells ran, 2 plots",
            "own_table.ipynb: 4 cells ran, 0 plots")) {
      assertTrue(good.text().contains(ran), good.text());
    }
  }

  private record Outcome(int exit, String text) {}

  private Outcome check(Path warehouse) throws IOException, InterruptedException {
    assertTrue(Files.isExecutable(CHECK), CHECK + " is missing");
    Process process =
        new ProcessBuilder(CHECK.toAbsolutePath().toString(), warehouse.toString())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.waitFor(), text);
  }
}
