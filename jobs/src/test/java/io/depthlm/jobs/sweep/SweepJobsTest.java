package io.depthlm.jobs.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.config.SweepLoader;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.settings.TextSource;
import io.depthlm.jobs.JobCounter;
import io.depthlm.jobs.TestFrames;
import io.depthlm.jobs.TestFrames.Frame;
import io.depthlm.jobs.TestSpark;
import io.depthlm.jobs.predict.PredictJob;
import io.depthlm.jobs.spark.Progress;
import io.depthlm.jobs.spark.Warehouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A small sweep is as long as its look-ups are many: each costs Spark about as much as a hundred
 * questions. The limits are what is needed today and a few more; who passes them has added one.
 */
class SweepJobsTest {
  private static final Intrinsics CAMERA = new Intrinsics(50, 50, 30, 20, 60, 40);

  /** "null" is what belongs to no stage: the rows of the run and its cells; Spark 4 needs 19. */
  private static final Map<String, Integer> LIMITS =
      new TreeMap<>(Map.of("plan", 29, "predict", 26, "evaluate", 18, "null", 19));

  @TempDir Path folder;

  @Test
  void aSmallSweepStartsFewJobs() throws IOException {
    Warehouse warehouse = new Warehouse(TestSpark.session(), folder.resolve("w").toString());
    TestFrames.write(
        warehouse,
        folder,
        "rooms",
        IntStream.range(0, 2)
            .mapToObj(
                f -> new Frame("f" + f, TestFrames.png(f, 60, 40), CAMERA, TestFrames.points(4)))
            .toList());
    Path file =
        Files.writeString(
            folder.resolve("sweep.conf"),
            """
            datasets = [rooms]
            models = [
              {name = two, engine = constant, depth_m = 2}
              {name = three, engine = constant, depth_m = 3}
            ]
            tasks = [axis_distance]
            focal_px = [50]
            compare_as = z
            evaluate.bootstrap_replicates = 10
            """);
    SweepJob job =
        new SweepJob(
            warehouse,
            new SweepLoader(TextSource.local(), List.of("../conf"))
                .load(file.toString(), List.of()));
    List<SweepResult> results = new ArrayList<>();
    List<String> jobs =
        JobCounter.jobsOf(
            TestSpark.session().sparkContext(),
            () ->
                results.add(
                    job.run(
                        "run",
                        SweepJob.Stage.EVALUATE,
                        PredictJob.Reuse.NOTHING,
                        Progress.SILENT)));
    assertEquals(16, results.get(0).predicted().asked());
    Map<String, Long> byStage =
        jobs.stream()
            .collect(
                Collectors.groupingBy(
                    j -> j.substring(0, j.indexOf(':')), TreeMap::new, Collectors.counting()));
    LIMITS.forEach(
        (stage, limit) ->
            assertTrue(
                byStage.get(stage) <= limit,
                () -> byStage + ", allowed " + LIMITS + ":\n" + String.join("\n", jobs)));
    assertEquals(LIMITS.keySet(), byStage.keySet());
  }
}
