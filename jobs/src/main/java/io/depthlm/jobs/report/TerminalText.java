package io.depthlm.jobs.report;

import io.depthlm.common.text.SafeText;
import io.depthlm.common.text.TextTable;
import io.depthlm.common.text.TextTable.Align;
import io.depthlm.common.text.TextTable.Column;
import io.depthlm.jobs.report.Leaderboard.Board;
import io.depthlm.jobs.report.Leaderboard.Entry;
import io.depthlm.jobs.report.Leaderboard.Measure;
import io.depthlm.jobs.report.Leaderboard.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The leaderboard for a terminal; datasets that do not fit beside one another follow below. */
final class TerminalText {
  private static final int WIDTH = 100;
  private static final int NAME_WIDTH = 36;

  private TerminalText() {}

  static String of(Leaderboard leaderboard) {
    StringBuilder out = new StringBuilder();
    for (Board board : leaderboard.boards()) {
      if (!out.isEmpty()) {
        out.append('\n');
      }
      board(out, board);
    }
    return out.toString();
  }

  private static void board(StringBuilder out, Board board) {
    Labels labels = new Labels(board);
    out.append(SafeText.line(labels.title())).append('\n');
    if (!labels.common().isEmpty()) {
      out.append(SafeText.line(labels.common())).append('\n');
    }
    List<String> names =
        board.entries().stream().map(e -> cut(SafeText.line(labels.name(e)))).toList();
    for (Measure measure : Measure.values()) {
      out.append('\n').append(measure.key()).append(", ").append(measure.direction());
      out.append(" [interval of the bootstrap over images] * best, ~ not told apart from it\n");
      out.append(beside(names, figures(board, measure)));
    }
    out.append("\nquestions\n");
    out.append(beside(names, counts(board)));
    labels.notes().forEach(note -> out.append("note: ").append(SafeText.line(note)).append('\n'));
  }

  private static List<Column> figures(Board board, Measure measure) {
    List<Column> columns = new ArrayList<>();
    if (board.datasets().size() > 1) {
      columns.add(
          new Column(
              "mean",
              Align.RIGHT,
              board.entries().stream()
                  .map(
                      e ->
                          Labels.number(e.mean(board.datasets(), measure))
                              + mark(board.meanStanding(e, measure)))
                  .toList()));
    }
    for (String dataset : board.datasets()) {
      List<String> cells = new ArrayList<>();
      for (Entry entry : board.entries()) {
        Score score = entry.scores().get(dataset);
        cells.add(
            score == null
                ? "-" + mark(Standing.BEHIND)
                : Labels.figure(measure.of(score)) + mark(board.standing(entry, dataset, measure)));
      }
      columns.add(new Column(dataset, Align.RIGHT, cells));
    }
    return columns;
  }

  private static String mark(Standing standing) {
    return switch (standing) {
      case BEST -> "*";
      case TIED -> "~";
      case BEHIND -> " ";
    };
  }

  private static List<Column> counts(Board board) {
    List<Column> columns = new ArrayList<>();
    columns.add(count(board, "asked", s -> s.questions() - s.nRejected()));
    columns.add(count(board, "unparsed", Score::nUnparsed));
    columns.add(count(board, "not positive", Score::nNonPositive));
    columns.add(count(board, "failed", Score::nFailed));
    columns.add(count(board, "excluded", Score::nExcluded));
    columns.add(count(board, "rejected", Score::nRejected));
    return columns;
  }

  private static Column count(
      Board board, String header, java.util.function.ToLongFunction<Score> of) {
    return new Column(
        header,
        Align.RIGHT,
        board.entries().stream()
            .map(
                e ->
                    String.format(
                        Locale.ROOT, "%,d", e.scores().values().stream().mapToLong(of).sum()))
            .toList());
  }

  /** The columns beside the names, as many at a time as fit. */
  private static String beside(List<String> names, List<Column> columns) {
    List<Column> all = new ArrayList<>(List.of(new Column("", Align.LEFT, names)));
    all.addAll(columns);
    return new TextTable(all).renderWithin(WIDTH);
  }

  private static String cut(String name) {
    if (TextTable.width(name) <= NAME_WIDTH) {
      return name;
    }
    // the middle goes: the model's name stands in front, what tells variants apart at the end
    int front = name.offsetByCodePoints(0, NAME_WIDTH / 3);
    int back = name.offsetByCodePoints(name.length(), NAME_WIDTH / 3 + 1 - NAME_WIDTH);
    return name.substring(0, front) + "…" + name.substring(back);
  }
}
