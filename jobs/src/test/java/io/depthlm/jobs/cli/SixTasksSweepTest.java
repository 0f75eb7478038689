package io.depthlm.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.jobs.TestSpark;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shipped sweep over all six tasks, on drawn frames with poses. Its truths and metrics are
 * computed again from the files of {@code synth}, by way of points in the world.
 */
class SixTasksSweepTest {
  private static final double ANSWER = 2;
  @TempDir private static Path folder;
  private static String warehouse;
  private static final Map<String, DrawnFrame> FRAMES = new HashMap<>();

  @BeforeAll
  static void sweepThem() throws IOException {
    TestSpark.session();
    Path drawn = folder.resolve("drawn");
    warehouse = folder.resolve("warehouse").toString();
    Cli.succeed(
        "synth --frames 8 --seed 5 --fast --points 15 --size 96x72 --focal 100,160 --split eval"
            + " --out "
            + drawn);
    Cli.succeed(
        "ingest --dataset drawn --format jsonl --label-kind radial --input %s --warehouse %s"
            .formatted(drawn, warehouse));
    Cli.Run sweep =
        Cli.run(
            "sweep",
            "--conf",
            "../conf/sweeps/six-tasks.conf",
            "--set",
            "datasets=[drawn]",
            "--set",
            "models=[constant-2m]",
            "--set",
            "select.points_per_frame=all",
            "--set",
            "evaluate.bootstrap_replicates=20",
            "--warehouse",
            warehouse);
    assertEquals(0, sweep.code(), sweep.err());
    FRAMES.putAll(DrawnFrame.read(drawn));
    assertEquals(8, FRAMES.size());
  }

  private static List<Row> rows(Table table, String where) {
    return new Warehouse(TestSpark.session(), warehouse).read(table).where(where).collectAsList();
  }

  private static double truth(Row query) {
    List<String> frames = query.getList(query.fieldIndex("frame_ids"));
    List<Double> x = query.getList(query.fieldIndex("x_px"));
    List<Double> y = query.getList(query.fieldIndex("y_px"));
    DrawnFrame frame = FRAMES.get(frames.get(0));
    return switch (query.<String>getAs("task")) {
      case "distance" -> DrawnFrame.apartM(frame.inTheWorld(x.get(0), y.get(0)), frame.centre());
      case "speed" -> DrawnFrame.apartM(frame.inTheWorld(x.get(0), y.get(0)), frame.centre()) / 2;
      case "time" -> DrawnFrame.apartM(frame.inTheWorld(x.get(0), y.get(0)), frame.centre()) / 1.5;
      case "axis_distance" -> {
        double[] point = frame.inTheWorld(x.get(0), y.get(0));
        double along = 0;
        for (int i = 0; i < 3; i++) {
          along += (point[i] - frame.centre()[i]) * frame.axis()[i];
        }
        yield along;
      }
      case "point_distance" ->
          DrawnFrame.apartM(
              frame.inTheWorld(x.get(0), y.get(0)), frame.inTheWorld(x.get(1), y.get(1)));
      case "camera_motion" -> {
        DrawnFrame next = FRAMES.get(frames.get(1));
        assertEquals(frame.scene(), next.scene());
        yield DrawnFrame.apartM(frame.centre(), next.centre());
      }
      default -> throw new AssertionError(query);
    };
  }

  @Test
  void everyTruthFollowsFromTheWorld() {
    Map<String, Integer> asked = new TreeMap<>();
    for (Row query : rows(Table.QUERIES, "true")) {
      double truth = truth(query);
      // Poses are written with nine decimals, so that rotations are as exact as that.
      assertEquals(truth, query.<Double>getAs("truth_value"), 1e-7 * truth, query::toString);
      asked.merge(query.getAs("task"), 1, Integer::sum);
    }
    // Seven pairs of fifteen points, and three motions in each of two scenes of four frames.
    assertEquals(
        Map.of(
            "distance", 120,
            "axis_distance", 120,
            "speed", 120,
            "time", 120,
            "point_distance", 56,
            "camera_motion", 6),
        asked);
  }

  @Test
  void everyTaskHasItsOwnMetrics() {
    Map<String, Row> queries = new HashMap<>();
    rows(Table.QUERIES, "true").forEach(query -> queries.put(query.getAs("query_id"), query));
    Map<String, List<Double>> ratios = new TreeMap<>();
    for (Row prediction : rows(Table.PREDICTIONS, "parse_status = 'ok'")) {
      Row query = queries.get(prediction.<String>getAs("query_id"));
      ratios
          .computeIfAbsent(query.getAs("task"), task -> new ArrayList<>())
          .add(ANSWER / truth(query));
      assertEquals(ANSWER, prediction.<Double>getAs("value"));
    }
    assertEquals(6, ratios.size());
    ratios.forEach(
        (task, of) -> {
          long within = of.stream().filter(r -> Math.max(r, 1 / r) < 1.25).count();
          double absRel = of.stream().mapToDouble(r -> Math.abs(r - 1)).average().orElseThrow();
          assertEquals((double) within / of.size(), metric(task, "delta1", of.size()), 1e-9, task);
          assertEquals(absRel, metric(task, "abs_rel", of.size()), 1e-6 * absRel, task);
        });
    Cli.Run board = Cli.run("leaderboard", "--warehouse", warehouse);
    assertEquals(0, board.code(), board.err());
    for (String task : ratios.keySet()) {
      String heading = "(?s)(.*\n)?" + task + "( \\([^)]*\\))?, compared as radial.*";
      assertTrue(board.out().matches(heading), board.out());
    }
  }

  private static double metric(String task, String metric, int points) {
    List<Row> rows =
        rows(
            Table.METRICS,
            "task = '%s' AND metric = '%s' AND slice = 'all' AND aggregation = 'pooled'"
                .formatted(task, metric));
    assertEquals(1, rows.size(), task);
    assertEquals((long) points, rows.get(0).<Long>getAs("n_points"), task);
    return rows.get(0).<Double>getAs("value");
  }
}
