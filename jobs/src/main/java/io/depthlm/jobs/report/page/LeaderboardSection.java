package io.depthlm.jobs.report.page;

import io.depthlm.common.render.svg.Axis;
import io.depthlm.common.render.svg.IntervalChart;
import io.depthlm.jobs.report.Labels;
import io.depthlm.jobs.report.Leaderboard.Board;
import io.depthlm.jobs.report.Leaderboard.Entry;
import io.depthlm.jobs.report.Leaderboard.Measure;
import io.depthlm.jobs.report.Leaderboard.Standing;
import io.depthlm.jobs.report.RunReport;
import io.depthlm.jobs.report.Score;
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
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** Variants × data sets, as {@code depthlm leaderboard} shows them, with a chart of δ1. */
final class LeaderboardSection {
  private static final int MOST_IN_CHART = 20;

  private LeaderboardSection() {}

  static Section of(RunReport report) {
    List<Block> blocks = new ArrayList<>();
    for (Board board : report.leaderboard().boards()) {
      Labels labels = new Labels(board);
      blocks.add(new Heading(null, labels.title()));
      blocks.add(
          new Paragraph(
              "%s%s%s%% intervals, bootstrapped over images. Best in bold; ~ where the interval overlaps the best one's."
                  .formatted(
                      labels.common(),
                      labels.common().isEmpty() ? "" : ". ",
                      Words.confidence(report.confidence())),
              Tone.NOTE));
      blocks.add(table(board, labels));
      charts(board, labels).ifPresent(blocks::add);
      labels.notes().forEach(note -> blocks.add(new Paragraph("Note: " + note, Tone.PLAIN)));
    }
    return new Section("leaderboard", "Leaderboard", blocks);
  }

  private static Table table(Board board, Labels labels) {
    List<Column> columns = new ArrayList<>(List.of(Column.text("variant")));
    for (Measure measure : Measure.values()) {
      board
          .datasets()
          .forEach(d -> columns.add(Column.number(measure.key() + " " + d, measure.direction())));
    }
    for (String end :
        List.of("points", "unparsed", "not positive", "failed", "rejected", "excluded")) {
      columns.add(Column.number(end));
    }
    List<List<Cell>> rows = new ArrayList<>();
    for (Entry entry : board.entries()) {
      List<Cell> row = new ArrayList<>(List.of(Cell.text(labels.name(entry))));
      for (Measure measure : Measure.values()) {
        for (String dataset : board.datasets()) {
          row.add(figure(board, entry, measure, dataset));
        }
      }
      row.add(sum(entry, Score::nPoints));
      row.add(sum(entry, Score::nUnparsed));
      row.add(sum(entry, Score::nNonPositive));
      row.add(sum(entry, Score::nFailed));
      row.add(sum(entry, Score::nRejected));
      row.add(sum(entry, Score::nExcluded));
      rows.add(row);
    }
    return new Table(labels.title(), columns, rows, null);
  }

  private static Cell figure(Board board, Entry entry, Measure measure, String dataset) {
    Score score = entry.scores().get(dataset);
    if (score == null) {
      return Cell.text("-");
    }
    Standing standing = board.standing(entry, dataset, measure);
    Cell cell = Words.cell(measure.of(score), standing == Standing.BEST ? Tone.BEST : Tone.PLAIN);
    return standing == Standing.TIED
        ? new Cell(cell.text() + " ~", cell.order(), cell.tone())
        : cell;
  }

  private static Cell sum(Entry entry, ToLongFunction<Score> of) {
    return Words.cell(entry.scores().values().stream().mapToLong(of).sum());
  }

  private static Optional<Block> charts(Board board, Labels labels) {
    List<Page.Figure> figures = new ArrayList<>();
    for (String dataset : board.datasets()) {
      List<IntervalChart.Row> rows = new ArrayList<>();
      for (Entry entry : board.entries()) {
        Score score = entry.scores().get(dataset);
        if (score != null && score.delta1().value() != null && rows.size() < MOST_IN_CHART) {
          rows.add(
              new IntervalChart.Row(
                  labels.name(entry),
                  score.delta1().value(),
                  score.delta1().ciLow(),
                  score.delta1().ciHigh()));
        }
      }
      if (rows.size() > 1) {
        String svg =
            new IntervalChart(
                    "delta1 of each variant on " + dataset + " with its interval",
                    Axis.linear("delta1", 0, 1),
                    rows)
                .svg();
        figures.add(
            new Page.Figure(
                new Markup(svg), "delta1 on " + dataset + " with its interval; higher is better"));
      }
    }
    return figures.isEmpty() ? Optional.empty() : Optional.of(new Figures(figures));
  }
}
