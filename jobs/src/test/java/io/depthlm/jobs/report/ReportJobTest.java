package io.depthlm.jobs.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.metrics.Bootstrap;
import io.depthlm.jobs.TestSpark;
import io.depthlm.jobs.TestTables;
import io.depthlm.jobs.evaluate.EvaluateJob;
import io.depthlm.jobs.evaluate.EvaluateRequest;
import io.depthlm.jobs.report.RunReport.Cell;
import io.depthlm.jobs.report.RunReport.Place;
import io.depthlm.jobs.report.RunReport.Shown;
import io.depthlm.jobs.report.RunReport.Why;
import io.depthlm.jobs.report.page.HtmlPage;
import io.depthlm.jobs.report.page.RunPage;
import io.depthlm.jobs.spark.Progress;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page's numbers are those of the tables. */
class ReportJobTest {
  @TempDir Path folder;

  @Test
  void thePageSaysWhatTheTablesSay() {
    Warehouse warehouse =
        new Warehouse(TestSpark.session(), folder.resolve("warehouse").toString());
    TestTables tables = new TestTables(warehouse);
    tables.plan("p", "left", "axis_distance", 6, 14);
    frames(warehouse);
    for (String run : List.of("run-0", "run-1")) {
      tables.run(run);
      for (String variant : List.of("0a", "0b")) {
        tables.cell(run, variant, "p", "left", "axis_distance", "z", 84);
        if (variant.equals("0a")) {
          tables.answers(run, variant, "p", 4);
        } else {
          tables.answers(run, variant, "p", 9, truthM -> 1 / (1 + Math.abs(truthM - 8)));
        }
      }
      new EvaluateJob(warehouse, new EvaluateRequest(run, Map.of(), Bootstrap.DEFAULT))
          .run(Progress.SILENT);
    }
    RunReport report = new ReportJob(warehouse, "run-1").run();
    String page = HtmlPage.of(RunPage.of(report));

    List<Row> metrics =
        warehouse
            .read(Table.METRICS)
            .where("run_id = 'run-1' AND aggregation = 'pooled' AND measures = 'point'")
            .collectAsList();
    assertTrue(metrics.size() > 50, metrics.size() + " figures");
    for (Row row : metrics) {
      String metric = row.getAs("metric");
      if (List.of("delta1", "abs_rel", "rmse", "silog").contains(metric)
          && row.getAs("value") != null) {
        // 0.2819 [0.2700 0.2940] in the cell of a table
        String value = String.format(Locale.ROOT, ">%.4f", row.<Double>getAs("value"));
        if (row.getAs("ci_low") != null) {
          value +=
              String.format(
                  Locale.ROOT,
                  " [%.4f %.4f]",
                  row.<Double>getAs("ci_low"),
                  row.<Double>getAs("ci_high"));
        }
        assertTrue(page.contains(value), row + ": " + value);
      }
    }
    riskCurve(warehouse, page);
    for (Cell cell : report.cells()) {
      // what is counted anew adds up to what was evaluated
      Row all =
          metrics.stream()
              .filter(r -> r.getAs("slice").equals("all") && r.getAs("metric").equals("delta1"))
              .filter(r -> r.getAs("variant_id").equals(cell.key().variantId()))
              .findFirst()
              .orElseThrow();
      List<Place> places = cell.answers().places();
      assertEquals(all.<Long>getAs("n_points"), places.stream().mapToLong(Place::count).sum());
      assertEquals(
          all.<Double>getAs("value"), places.stream().mapToLong(Place::hits).sum() / 84.0, 1e-12);
      assertEquals(84, cell.answers().bins().stream().mapToLong(b -> b.count()).sum());
      assertEquals(6, cell.answers().frames().size());
    }
    // 320 of 640 px and 240 of 480 px
    assertEquals(3, report.cells().get(0).answers().places().get(0).column());
    assertEquals(2, report.cells().get(0).answers().places().get(0).row());

    List<Shown> shown =
        report.gallery().stream()
            .filter(s -> s.cell() != null && s.cell().variantId().equals("0a"))
            .toList();
    assertEquals(9, shown.size());
    assertEquals(4.0, shown.get(0).truth(), "4 m are answered right");
    assertEquals(Why.WORST, shown.get(8).why());
    assertEquals(30.0, shown.get(8).truth(), "the farthest is worst for one who says 4 m");
    assertEquals(3, shown.stream().limit(3).map(Shown::frameId).distinct().count());
    assertTrue(page.contains("The picture cannot be shown: "), "no file is there");
    assertEquals(4, report.history().size(), "two cells in two runs");
    assertEquals("run-0", report.history().get(0).runId());
  }

  /** Each point of the curve says its share and its risk, as the table has them. */
  private static void riskCurve(Warehouse warehouse, String page) {
    List<Row> selective =
        warehouse
            .read(Table.METRICS)
            .where("run_id = 'run-1' AND variant_id = '0b' AND aggregation = 'pooled'")
            .where("metric LIKE 'selective_delta1_%pct'")
            .collectAsList();
    assertEquals(10, selective.size());
    for (Row row : selective) {
      double share =
          Integer.parseInt(row.<String>getAs("metric").replaceAll("selective_delta1_|pct", ""))
              / 100.0;
      String point =
          String.format(
              Locale.ROOT,
              "<title>model-0b: %.3g %.4f [%.4f %.4f]</title>",
              share,
              1 - row.<Double>getAs("value"),
              1 - row.<Double>getAs("ci_high"),
              1 - row.<Double>getAs("ci_low"));
      assertTrue(page.contains(point), point);
    }
    double area =
        warehouse
            .read(Table.METRICS)
            .where("run_id = 'run-1' AND variant_id = '0b' AND aggregation = 'pooled'")
            .where("metric = 'risk_coverage_area'")
            .first()
            .getAs("value");
    assertTrue(area > 0 && area < 1, "area " + area);
    String said =
        String.format(Locale.ROOT, "model-0b: the area under the risk curve is %.4f [", area);
    assertTrue(page.contains(said), said);
  }

  private static void frames(Warehouse warehouse) {
    warehouse.append(
        Table.FRAMES,
        IntStream.range(0, 6)
            .mapToObj(
                f ->
                    TestTables.row(
                        Table.FRAMES,
                        Map.ofEntries(
                            Map.entry("dataset", "left"),
                            Map.entry("frame_id", "f" + f),
                            Map.entry("image_sha256", "0"),
                            Map.entry("image_uri", "file:/no/picture.png"),
                            Map.entry("width_px", 640),
                            Map.entry("height_px", 480),
                            Map.entry("fx_px", 500.0),
                            Map.entry("fy_px", 500.0),
                            Map.entry("cx_px", 320.0),
                            Map.entry("cy_px", 240.0),
                            Map.entry("source_uri", "made-up"),
                            Map.entry("n_points", 14),
                            Map.entry("content_hash", "0"),
                            Map.entry("ingested_at", Timestamp.from(Instant.EPOCH)))))
            .toList());
  }
}
