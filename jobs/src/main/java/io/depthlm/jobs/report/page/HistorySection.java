package io.depthlm.jobs.report.page;

import io.depthlm.common.render.svg.Axis;
import io.depthlm.common.render.svg.SeriesChart;
import io.depthlm.jobs.report.CellNames;
import io.depthlm.jobs.report.RunReport;
import io.depthlm.jobs.report.RunReport.CellName;
import io.depthlm.jobs.report.RunReport.PastScore;
import io.depthlm.jobs.report.page.Page.Block;
import io.depthlm.jobs.report.page.Page.Cell;
import io.depthlm.jobs.report.page.Page.Column;
import io.depthlm.jobs.report.page.Page.Figures;
import io.depthlm.jobs.report.page.Page.Heading;
import io.depthlm.jobs.report.page.Page.Markup;
import io.depthlm.jobs.report.page.Page.Paragraph;
import io.depthlm.jobs.report.page.Page.Section;
import io.depthlm.jobs.report.page.Page.Table;
import io.depthlm.jobs.report.page.Page.Tone;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The same cells over earlier runs. */
final class HistorySection {
  private static final int MOST_CHARTS = 6;

  private HistorySection() {}

  static Section of(RunReport report) {
    Map<CellName, List<PastScore>> cells = new LinkedHashMap<>();
    for (PastScore score : report.history()) {
      cells.computeIfAbsent(score.name(), n -> new ArrayList<>()).add(score);
    }
    List<Block> blocks = new ArrayList<>();
    int charts = 0;
    for (Map.Entry<CellName, List<PastScore>> cell : cells.entrySet()) {
      List<PastScore> scores = cell.getValue();
      if (scores.size() < 2) {
        continue;
      }
      String name = CellNames.question(cell.getKey()) + ": " + CellNames.variant(cell.getKey());
      blocks.add(new Heading(null, name));
      if (charts++ < MOST_CHARTS) {
        blocks.add(new Figures(List.of(chart(scores))));
      }
      blocks.add(table(name, scores));
    }
    if (blocks.isEmpty()) {
      blocks.add(
          new Paragraph("No earlier run of this warehouse has any of these cells.", Tone.NOTE));
    } else {
      blocks.add(
          0,
          new Paragraph(
              "Cells with the same names in earlier runs. Their questions, their weights and the"
                  + " program may have changed. At most 30 runs each.",
              Tone.NOTE));
    }
    return new Section("history", "History", blocks);
  }

  private static Page.Figure chart(List<PastScore> scores) {
    List<SeriesChart.Point> points = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (PastScore score : scores) {
      if (score.delta1().value() != null) {
        points.add(
            new SeriesChart.Point(
                names.size(),
                score.delta1().value(),
                score.delta1().ciLow(),
                score.delta1().ciHigh()));
      }
      names.add(Words.time(score.startedAt(), ""));
    }
    return new Page.Figure(
        new Markup(
            new SeriesChart(
                    "delta1 over the runs",
                    axis(names),
                    Axis.linear("delta1", 0, 1),
                    List.of(new SeriesChart.Series("delta1", points)),
                    SeriesChart.Guide.NONE)
                .svg()),
        "delta1 over the runs, with its interval");
  }

  /** Runs by month and day, and by hour and minute too where a day has several. */
  private static Axis axis(List<String> times) {
    List<String> days = times.stream().map(t -> t.substring(5, 10)).toList();
    return days.stream().distinct().count() == days.size()
        ? Axis.categories("run, month and day", days)
        : Axis.categories(
            "run, month, day and time", times.stream().map(t -> t.substring(5, 16)).toList());
  }

  private static Table table(String name, List<PastScore> scores) {
    List<List<Cell>> rows = new ArrayList<>();
    for (PastScore score : scores) {
      rows.add(
          List.of(
              Cell.text(score.runId()),
              Cell.text(Words.time(score.startedAt(), "")),
              Words.cell(score.nPoints()),
              Words.cell(score.delta1()),
              Words.cell(score.absRel())));
    }
    return new Table(
        name,
        List.of(
            Column.text("run"),
            Column.text("begun"),
            Column.number("points"),
            Column.number("delta1"),
            Column.number("abs_rel")),
        rows,
        null);
  }
}
