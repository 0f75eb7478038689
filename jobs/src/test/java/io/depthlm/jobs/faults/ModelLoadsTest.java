package io.depthlm.jobs.faults;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.countDistinct;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.jobs.TestFrames;
import io.depthlm.jobs.TestFrames.Frame;
import io.depthlm.jobs.TestSpark;
import io.depthlm.jobs.TinyModels;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model is loaded once by each executor process, whatever the tasks and stages. */
@Tag("faults")
class ModelLoadsTest {
  private static final Intrinsics CAMERA = new Intrinsics(50, 50, 30, 20, 60, 40);
  private static final int FRAMES = 12;

  /** Those of a work unit, so that each frame is one. */
  private static final int POINTS = 256;

  @TempDir Path folder;

  @Test
  void twoProcessesOfTwoTasksLoadTheModelOnceEachOverManyStages() throws Exception {
    Warehouse warehouse =
        new Warehouse(TestSpark.session(), folder.resolve("warehouse").toString());
    TestFrames.write(
        warehouse,
        folder,
        "noise",
        IntStream.range(0, FRAMES)
            .mapToObj(
                f ->
                    new Frame(
                        "f%02d".formatted(f),
                        TestFrames.png(f, 60, 40),
                        CAMERA,
                        TestFrames.points(POINTS)))
            .toList());
    // Four units a chunk are four tasks; two sweeps of three chunks are six stages that ask.
    Path first = sweep("first", "red_arrow");
    Path second = sweep("second", "blue_dot");
    Path home = Files.createDirectories(folder.resolve("home/jars")).getParent();
    Path log = folder.resolve("log");
    try (Driver driver =
        Driver.start(
            log,
            ClusterSweep.class.getName(),
            List.of(folder.resolve("warehouse").toString(), first.toString(), second.toString()),
            Map.of("SPARK_HOME", home.toString(), "SPARK_SCALA_VERSION", "2.12"))) {
      assertEquals(0, driver.await(), driver::said);
      String said = driver.said();
      // What the tasks counted: two loads, one for each process, then none.
      assertTrue(said.contains("asked 3072 failed 0 loads 2\n"), said);
      assertTrue(said.contains("asked 3072 failed 0 loads 0\n"), said);
      // What the processes themselves say.
      Matcher loads =
          Pattern.compile("executor (\\d+) process (\\d+) loads (\\d+)\n").matcher(said);
      Map<String, String> byProcess = new TreeMap<>();
      while (loads.find()) {
        byProcess.put(loads.group(2), loads.group(1) + ": " + loads.group(3));
      }
      assertEquals(List.of("0: 1", "1: 1"), byProcess.values().stream().sorted().toList(), said);
    }
    for (Row run :
        warehouse
            .read(Table.PREDICTIONS)
            .groupBy("run_id")
            .agg(countDistinct(col("executor_id")), countDistinct(col("query_id")))
            .collectAsList()) {
      assertEquals(2, run.getLong(1), "both processes answered");
      assertEquals(FRAMES * POINTS, run.getLong(2));
    }
    assertTrue(Folders.commits(folder.resolve("warehouse"), "predictions") >= 6, "stages");
  }

  private Path sweep(String name, String marker) throws Exception {
    return Files.writeString(
        folder.resolve(name + ".conf"),
        """
        datasets = [noise]
        models = %s
        tasks = [axis_distance]
        markers = [%s]
        focal_px = [50]
        compare_as = z
        evaluate.bootstrap_replicates = 10
        predict.chunk_rows = 1024
        """
            .formatted(TinyModels.entries(List.of("tiny-qwen")), marker));
  }
}
