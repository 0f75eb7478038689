package io.depthlm.jobs.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.metrics.Bootstrap;
import io.depthlm.jobs.GeneratedRuns;
import io.depthlm.jobs.TestSpark;
import io.depthlm.jobs.spark.Progress;
import io.depthlm.jobs.spark.Warehouse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Evaluation by all measures of 256,000 and of 1,024,000 questions (times {@code -Dscale.times}):
 * its time must not outgrow its rows.
 */
@Tag("scale")
class EvaluateScaleTest {
  private static final int TIMES = Integer.getInteger("scale.times", 1);

  @TempDir Path folder;

  @Test
  void timeGrowsNoFasterThanRows() {
    Warehouse warehouse =
        new Warehouse(TestSpark.session(), folder.resolve("warehouse").toString());
    tables(warehouse, "warm", 500);
    secondsFor(warehouse, "warm", 64_000);
    tables(warehouse, "small", TIMES * 2_000L);
    tables(warehouse, "large", TIMES * 8_000L);
    double smallS = secondsFor(warehouse, "small", TIMES * 256_000L);
    double largeS = secondsFor(warehouse, "large", TIMES * 1_024_000L);
    System.out.printf(
        "evaluate: %,d questions %.1f s, %,d questions %.1f s (%.2f times)%n",
        TIMES * 256_000, smallS, TIMES * 1_024_000, largeS, largeS / smallS);
    assertTrue(largeS < 4.5 * smallS, "%.1f s and %.1f s".formatted(smallS, largeS));
  }

  private static double secondsFor(Warehouse warehouse, String runId, long questions) {
    long start = System.nanoTime();
    EvaluateResult result =
        new EvaluateJob(warehouse, new EvaluateRequest(runId, Map.of(), Bootstrap.DEFAULT))
            .run(Progress.SILENT);
    double seconds = (System.nanoTime() - start) / 1e9;
    assertEquals(questions, result.cells().get(0).questions().answered());
    return seconds;
  }

  private static void tables(Warehouse warehouse, String runId, long frames) {
    GeneratedRuns runs = new GeneratedRuns(warehouse);
    runs.plan(runId, "set", frames);
    runs.answers(runId, "0a", "set", frames);
  }
}
