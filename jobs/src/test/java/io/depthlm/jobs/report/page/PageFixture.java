package io.depthlm.jobs.report.page;

import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.geometry.Pixel;
import io.depthlm.common.imaging.RgbImage;
import io.depthlm.common.render.svg.DensityChart;
import io.depthlm.jobs.report.Figure;
import io.depthlm.jobs.report.Leaderboard;
import io.depthlm.jobs.report.Protocol;
import io.depthlm.jobs.report.RunReport;
import io.depthlm.jobs.report.RunReport.Cell;
import io.depthlm.jobs.report.RunReport.CellAnswers;
import io.depthlm.jobs.report.RunReport.CellKey;
import io.depthlm.jobs.report.RunReport.CellName;
import io.depthlm.jobs.report.RunReport.Facts;
import io.depthlm.jobs.report.RunReport.FrameMap;
import io.depthlm.jobs.report.RunReport.FrameScore;
import io.depthlm.jobs.report.RunReport.Loss;
import io.depthlm.jobs.report.RunReport.MapPoint;
import io.depthlm.jobs.report.RunReport.Measured;
import io.depthlm.jobs.report.RunReport.PastScore;
import io.depthlm.jobs.report.RunReport.Place;
import io.depthlm.jobs.report.RunReport.Said;
import io.depthlm.jobs.report.RunReport.Shown;
import io.depthlm.jobs.report.RunReport.Spread;
import io.depthlm.jobs.report.RunReport.Sureness;
import io.depthlm.jobs.report.RunReport.Why;
import io.depthlm.jobs.report.Score;
import io.depthlm.jobs.report.VariantName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A made-up run with something in every section; one text stands wherever a text comes in. */
final class PageFixture {
  private static final Figure HALF = new Figure(0.5, 0.4, 0.6);

  private PageFixture() {}

  static RunReport report(String text) {
    return report(text, HALF);
  }

  /** One whose variant that does not look at the picture has this delta1. */
  static RunReport report(String text, Figure constantDelta1) {
    Cell cell = cell("v1-12345" + text, text, "vlm", HALF);
    Cell other = cell("v2-12345" + text, text, "constant", constantDelta1);
    FrameScore frame = new FrameScore(text, 1, 1, 20, 10, 0.2, 0.1, 0.3);
    RgbImage picture = new RgbImage(8, 6, new byte[3 * 8 * 6]);
    List<MapPoint> points = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      points.add(new MapPoint(i % 8, i % 6, 2 + i, i == 3 ? null : 2.5 + i, 0x102030));
    }
    return new RunReport(
        new Facts(
            text,
            text,
            text,
            text,
            text,
            text,
            Instant.EPOCH,
            null,
            null,
            1.5,
            Map.of(text, 3L),
            Map.of(text, 4L)),
        text,
        text,
        0.9,
        Leaderboard.of(List.of(score(text, "v1-12345" + text), score(text, "v2-12345" + text))),
        List.of(cell, other),
        List.of(new Loss(text, text, text, text, 7)),
        List.of(past(cell, text, 0), past(cell, text, 86_400)),
        List.of(
            shown(Why.BEST, cell, text, picture, null),
            shown(Why.DISAGREED, null, text, null, text)),
        List.of(
            new FrameMap(cell, frame, new Intrinsics(8, 8, 4, 3, 8, 6), picture, null, points),
            new FrameMap(cell, frame, new Intrinsics(8, 8, 4, 3, 8, 6), null, text, points)));
  }

  private static PastScore past(Cell cell, String text, long seconds) {
    return new PastScore(cell.name(), text, Instant.EPOCH.plusSeconds(seconds), HALF, HALF, 10);
  }

  private static Shown shown(Why why, Cell cell, String text, RgbImage picture, String fault) {
    CellKey asked = new CellKey("v1-12345" + text, text, "distance");
    return new Shown(
        why,
        cell == null ? null : cell.key(),
        text,
        "distance",
        text,
        text,
        List.of(new Pixel(1, 2)),
        2.0,
        text,
        text,
        picture,
        fault,
        List.of(new Said(asked, text, 3.0), new Said(asked, null, null)));
  }

  private static Score score(String text, String variantId) {
    return new Score(
        new Protocol("distance", text, text, text, text),
        new VariantName(variantId, text, text, text, 750.0),
        text,
        text,
        0,
        HALF,
        HALF,
        10,
        2,
        1,
        1,
        1,
        1,
        1,
        List.of("f32"));
  }

  private static Measured confident(String metric, Figure figure) {
    return new Measured("all", metric, "pooled", "confidence", "", figure, 30, 2, 30);
  }

  private static Cell cell(String variantId, String text, String engine, Figure delta1) {
    List<Measured> figures = new ArrayList<>();
    for (String slice : List.of("all", text, "truth_m=0-2", "truth_m=2-5", "region=" + text)) {
      for (String metric : List.of("delta1", "abs_rel", "rmse", "silog")) {
        Figure figure =
            switch (metric) {
              case "delta1" -> delta1;
              case "abs_rel" -> engine.equals("constant") ? new Figure(0.25, 0.2, 0.3) : HALF;
              default -> HALF;
            };
        figures.add(new Measured(slice, metric, "pooled", "point", "", figure, 30, 2, 30));
      }
      figures.add(new Measured(slice, "order_wrong", "pooled", "structure", text, HALF, 30, 2, 40));
      figures.add(new Measured(slice, text, "pooled", "confidence", text, HALF, 30, 2, 40));
    }
    for (int percent = 10; percent <= 100; percent += 10) {
      double hits = 1 - percent / 200.0;
      figures.add(
          confident(
              "selective_delta1_" + percent + "pct",
              new Figure(hits, hits - 0.05, Math.min(1, hits + 0.05))));
    }
    figures.add(confident("risk_coverage_area", new Figure(0.28, 0.2, 0.36)));
    figures.add(confident("overconfidence", new Figure(-0.2, -0.3, -0.1)));
    figures.add(confident("expected_abs_rel", new Figure(0.1, 0.05, 0.15)));
    figures.add(confident("expected_abs_rel_bias", new Figure(-0.1, -0.2, -0.05)));
    figures.add(confident("expected_abs_rel_rank_correlation", new Figure(0.4, 0.3, 0.5)));
    figures.add(confident("calibration_error", Figure.NONE));
    if (engine.equals("constant")) {
      figures.add(
          new Measured(
              "all",
              "order_tied",
              "pooled",
              "structure",
              text,
              new Figure(1.0, 1.0, 1.0),
              30,
              2,
              40));
    }
    return new Cell(
        new CellKey(variantId, text, "distance"),
        new CellName(text, text, "distance", text, "z", text, text, 750.0),
        engine,
        text,
        figures,
        new CellAnswers(
            List.of(new DensityChart.Bin(0, 0, 1), new DensityChart.Bin(47, 47, 9)),
            List.of(new Place(0, 0, 25, 5, 0.1), new Place(5, 3, 25, 20, null)),
            new Spread(0.5, 0.8, 1.02, 1.2, 2, 1.3),
            List.of(
                new FrameScore(text, 1, 2, 10, 9, 0.1, 0.05, 0.1),
                new FrameScore(text, 2, 2, 10, 1, 0.9, -0.5, null)),
            List.of(new Sureness(0.3, 0.35, 10, 4), new Sureness(0.9, 0.95, 10, 9))));
  }
}
