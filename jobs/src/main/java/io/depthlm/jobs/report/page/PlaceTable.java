package io.depthlm.jobs.report.page;

import io.depthlm.jobs.report.RunReport.Cell;
import io.depthlm.jobs.report.RunReport.Place;
import io.depthlm.jobs.report.page.Page.Column;
import io.depthlm.jobs.report.page.Page.Table;
import java.util.Comparator;
import java.util.List;

/** The parts of the picture by their names, beside the chart that only shows where they are. */
final class PlaceTable {
  private PlaceTable() {}

  static Table of(Cell cell, String name) {
    String caption = name + " by place in the picture";
    return new Table(
        caption,
        List.of(
            Column.text("place"),
            Column.number("points"),
            Column.number("delta1"),
            Column.number("answer / truth", "geometric mean; above 1 is too far")),
        cell.answers().places().stream()
            .filter(p -> p.column() >= 0 && p.row() >= 0)
            .sorted(Comparator.comparingInt(Place::row).thenComparingInt(Place::column))
            .map(
                p ->
                    List.of(
                        Page.Cell.text(PlaceNames.of(p.column(), p.row())),
                        Words.cell(p.count()),
                        Words.cell((double) p.hits() / p.count()),
                        Words.cell(p.logRatio() == null ? null : Math.exp(p.logRatio()))))
            .toList(),
        caption);
  }
}
