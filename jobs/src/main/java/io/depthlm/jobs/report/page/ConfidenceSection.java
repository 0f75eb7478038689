package io.depthlm.jobs.report.page;

import io.depthlm.common.render.svg.Axis;
import io.depthlm.common.render.svg.SeriesChart;
import io.depthlm.jobs.report.RunReport.Cell;
import io.depthlm.jobs.report.RunReport.Sureness;
import io.depthlm.jobs.report.page.Groups.Group;
import io.depthlm.jobs.report.page.Page.Block;
import io.depthlm.jobs.report.page.Page.Column;
import io.depthlm.jobs.report.page.Page.Figures;
import io.depthlm.jobs.report.page.Page.Markup;
import io.depthlm.jobs.report.page.Page.Paragraph;
import io.depthlm.jobs.report.page.Page.Section;
import io.depthlm.jobs.report.page.Page.Table;
import io.depthlm.jobs.report.page.Page.Tone;
import java.util.ArrayList;
import java.util.List;

/** Whether answers given with more confidence are right more often. */
final class ConfidenceSection {
  private final Groups groups;

  private ConfidenceSection(Groups groups) {
    this.groups = groups;
  }

  static Section of(Groups groups) {
    return new ConfidenceSection(groups).section();
  }

  private Section section() {
    List<Block> blocks = new ArrayList<>();
    List<Cell> unsure = new ArrayList<>();
    for (Group group : groups.all()) {
      List<Cell> sure =
          group.cells().stream().filter(c -> !c.answers().sureness().isEmpty()).toList();
      group.cells().stream().filter(c -> !sure.contains(c)).forEach(unsure::add);
      if (!sure.isEmpty()) {
        blocks.add(new Page.Heading(null, group.title()));
        RiskCurve risk = new RiskCurve(groups, sure);
        List<Page.Figure> charts = new ArrayList<>(List.of(chart(sure)));
        charts.addAll(risk.chart());
        blocks.add(new Figures(charts));
        blocks.add(risk.areas());
        sure.forEach(cell -> blocks.add(table(cell)));
      }
    }
    blocks.addAll(new MeasuresSection("confidence", groups).blocks());
    if (!unsure.isEmpty()) {
      blocks.add(
          new Paragraph(
              "Without a confidence of the engine's own: "
                  + String.join("; ", unsure.stream().map(groups::name).distinct().toList())
                  + ".",
              Tone.NOTE));
    }
    return new Section("confidence", "Confidence", blocks);
  }

  private Page.Figure chart(List<Cell> cells) {
    List<SeriesChart.Series> series =
        cells.stream()
            .limit(SeriesChart.COLOURS)
            .map(
                cell ->
                    new SeriesChart.Series(
                        groups.name(cell),
                        cell.answers().sureness().stream()
                            .map(
                                s ->
                                    new SeriesChart.Point(
                                        s.meanConfidence(),
                                        (double) s.hits() / s.count(),
                                        null,
                                        null))
                            .toList()))
            .toList();
    return new Page.Figure(
        new Markup(
            new SeriesChart(
                    "share of right answers by confidence",
                    Axis.linear("mean confidence", 0, 1),
                    Axis.linear("delta1", 0, 1),
                    series,
                    SeriesChart.Guide.DIAGONAL)
                .svg()),
        "delta1 of answers of about one confidence; calibrated answers would lie on the dashed"
            + " line");
  }

  private Table table(Cell cell) {
    List<List<Page.Cell>> rows = new ArrayList<>();
    for (Sureness s : cell.answers().sureness()) {
      rows.add(
          List.of(
              new Page.Cell(
                  "%.1f to %.1f".formatted(s.from(), s.from() + 0.1), s.from(), Tone.PLAIN),
              Words.cell(s.meanConfidence()),
              Words.cell(s.count()),
              Words.cell((double) s.hits() / s.count())));
    }
    String caption = groups.name(cell) + " by confidence";
    return new Table(
        caption,
        List.of(
            Column.text("confidence"),
            Column.number("mean"),
            Column.number("answers"),
            Column.number("delta1")),
        rows,
        caption);
  }
}
