package io.depthlm.jobs.cli;

import io.depthlm.common.text.TextTable;
import io.depthlm.jobs.run.Cell;
import io.depthlm.jobs.sweep.PlannedCell;
import java.util.List;
import java.util.Locale;

/** The cells of a sweep for people. */
final class CellTable {
  private CellTable() {}

  /** One line for each cell, and the sum. */
  static String of(List<PlannedCell> cells) {
    TextTable table =
        TextTable.ofLines(
            List.of(
                "model",
                "dataset",
                "task",
                "prompt",
                "marker",
                "focal_px",
                "questions",
                "at_border"),
            List.of(
                TextTable.Align.LEFT,
                TextTable.Align.LEFT,
                TextTable.Align.LEFT,
                TextTable.Align.LEFT,
                TextTable.Align.LEFT,
                TextTable.Align.RIGHT,
                TextTable.Align.RIGHT,
                TextTable.Align.RIGHT),
            cells.stream().map(CellTable::line).toList());
    return table.render()
        + "%,d cells, %,d questions, of which %,d are too close to the border and will be rejected%n"
            .formatted(
                cells.size(),
                cells.stream().mapToLong(c -> c.cell().queries()).sum(),
                cells.stream().mapToLong(PlannedCell::atBorder).sum());
  }

  private static List<String> line(PlannedCell planned) {
    Cell cell = planned.cell();
    var asking = cell.variant().asking();
    String parameters = asking.task().parameters();
    return List.of(
        cell.variant().model(),
        cell.dataset(),
        asking.task().kind().key() + (parameters.isEmpty() ? "" : " " + parameters),
        cell.variant().promptName(),
        asking.markerName(),
        asking.focal().isNative() ? "native" : plain(asking.focal().focalPx()),
        String.format(Locale.ROOT, "%,d", cell.queries()),
        String.format(Locale.ROOT, "%,d", planned.atBorder()));
  }

  private static String plain(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }
}
