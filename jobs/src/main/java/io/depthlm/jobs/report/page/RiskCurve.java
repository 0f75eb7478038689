package io.depthlm.jobs.report.page;

import io.depthlm.common.render.svg.Axis;
import io.depthlm.common.render.svg.SeriesChart;
import io.depthlm.jobs.report.Figure;
import io.depthlm.jobs.report.RunReport.Cell;
import io.depthlm.jobs.report.page.Page.Markup;
import io.depthlm.jobs.report.page.Page.Sentences;
import java.util.ArrayList;
import java.util.List;

/**
 * How many of the answers are wrong when only the most confident share of them is kept: the
 * selective figures of {@code metrics}, as the risk 1 - delta1.
 */
final class RiskCurve {
  private static final String SELECTIVE = "selective_delta1_%dpct";

  private final Groups groups;
  private final List<Cell> cells;

  /**
   * @param cells of one group; those without selective figures are left out
   */
  RiskCurve(Groups groups, List<Cell> cells) {
    this.groups = groups;
    this.cells =
        cells.stream()
            .filter(cell -> selective(cell, 100).value() != null)
            .limit(SeriesChart.COLOURS)
            .toList();
  }

  /** The curves; empty where there is none. */
  List<Page.Figure> chart() {
    if (cells.isEmpty()) {
      return List.of();
    }
    List<SeriesChart.Series> series =
        cells.stream()
            .map(cell -> new SeriesChart.Series(groups.name(cell), points(cell)))
            .toList();
    double highest =
        series.stream()
            .flatMap(s -> s.points().stream())
            .mapToDouble(p -> p.high() == null ? p.y() : p.high())
            .max()
            .orElse(1);
    Axis risk = Axis.linear("risk: 1 - delta1", 0, Math.max(0.1, Math.ceil(10 * highest) / 10));
    return List.of(
        new Page.Figure(
            new Markup(
                new SeriesChart(
                        "risk by share of the answers that are kept",
                        Axis.linear("share kept, the most confident first", 0, 1),
                        risk,
                        series,
                        SeriesChart.Guide.NONE)
                    .svg()),
            "share of wrong answers when only the most confident are kept; a confidence that tells"
                + " right from wrong makes the curve rise to the right"));
  }

  /** The area under each curve, and what is gained by keeping half of the answers. */
  Sentences areas() {
    return new Sentences(
        cells.stream()
            .map(
                cell ->
                    "%s: the area under the risk curve is %s (risk_coverage_area); delta1 of the most confident half is %s, of all %s."
                        .formatted(
                            groups.name(cell),
                            Words.figure(cell.figure("all", "risk_coverage_area")),
                            Words.percent(selective(cell, 50)),
                            Words.percent(selective(cell, 100))))
            .toList());
  }

  private static List<SeriesChart.Point> points(Cell cell) {
    List<SeriesChart.Point> points = new ArrayList<>();
    for (int percent = 10; percent <= 100; percent += 10) {
      Figure delta1 = selective(cell, percent);
      if (delta1.value() != null) {
        points.add(
            new SeriesChart.Point(
                percent / 100.0,
                1 - delta1.value(),
                delta1.ciHigh() == null ? null : 1 - delta1.ciHigh(),
                delta1.ciLow() == null ? null : 1 - delta1.ciLow()));
      }
    }
    return points;
  }

  private static Figure selective(Cell cell, int percent) {
    return cell.figure("all", SELECTIVE.formatted(percent));
  }
}
