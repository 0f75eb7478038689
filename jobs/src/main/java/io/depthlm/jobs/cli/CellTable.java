package io.depthlm.jobs.cli;

import io.depthlm.common.text.TextTable;
import io.depthlm.jobs.run.Cell;
import java.util.List;
import java.util.Locale;

/** The cells of a sweep for people. */
final class CellTable {
  private CellTable() {}

  /** One line a cell, and the sum. */
  static String of(List<Cell> cells) {
    TextTable table =
        TextTable.ofLines(
            List.of("model", "dataset", "task", "prompt", "marker", "focal_px", "questions"),
            List.of(
                TextTable.Align.LEFT,
                TextTable.Align.LEFT,
                TextTable.Align.LEFT,
                TextTable.Align.LEFT,
                TextTable.Align.LEFT,
                TextTable.Align.RIGHT,
                TextTable.Align.RIGHT),
            cells.stream().map(CellTable::line).toList());
    return table.render()
        + "%,d cells, %,d questions%n"
            .formatted(cells.size(), cells.stream().mapToLong(Cell::queries).sum());
  }

  private static List<String> line(Cell cell) {
    var asking = cell.variant().asking();
    String parameters = asking.task().parameters();
    return List.of(
        cell.variant().model(),
        cell.dataset(),
        asking.task().kind().key() + (parameters.isEmpty() ? "" : " " + parameters),
        cell.variant().promptName(),
        asking.markerName(),
        asking.focal().isNative() ? "native" : plain(asking.focal().focalPx()),
        String.format(Locale.ROOT, "%,d", cell.queries()));
  }

  private static String plain(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }
}
