package io.depthlm.jobs.report;

import io.depthlm.jobs.report.Leaderboard.Board;
import io.depthlm.jobs.report.Leaderboard.Entry;
import io.depthlm.jobs.report.Leaderboard.Measure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The leaderboard for a terminal; datasets that do not fit beside one another follow below. */
final class TableText {
  private static final int WIDTH = 100;
  private static final int NAME_WIDTH = 36;
  private static final String GAP = "  ";

  private TableText() {}

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
    out.append(safe(labels.title())).append('\n');
    if (!labels.common().isEmpty()) {
      out.append(safe(labels.common())).append('\n');
    }
    List<String> names = board.entries().stream().map(e -> cut(safe(labels.name(e)))).toList();
    for (Measure measure : Measure.values()) {
      out.append('\n').append(measure.key()).append(", ").append(measure.direction());
      out.append(" [interval of the bootstrap over images] * best\n");
      columns(out, names, figures(board, measure));
    }
    out.append("\nquestions\n");
    columns(out, names, counts(board));
    labels.notes().forEach(note -> out.append("note: ").append(safe(note)).append('\n'));
  }

  private record Column(String header, List<String> cells) {
    int width() {
      return Math.max(
          TableText.width(header), cells.stream().mapToInt(TableText::width).max().orElse(0));
    }
  }

  private static List<Column> figures(Board board, Measure measure) {
    List<Column> columns = new ArrayList<>();
    if (board.datasets().size() > 1) {
      columns.add(
          new Column(
              "mean",
              board.entries().stream()
                  .map(
                      e ->
                          Labels.number(e.mean(board.datasets(), measure))
                              + mark(board.isBestMean(e, measure)))
                  .toList()));
    }
    for (String dataset : board.datasets()) {
      List<String> cells = new ArrayList<>();
      for (Entry entry : board.entries()) {
        Score score = entry.scores().get(dataset);
        cells.add(
            score == null
                ? "-" + mark(false)
                : Labels.figure(measure.of(score)) + mark(board.isBest(entry, dataset, measure)));
      }
      columns.add(new Column(safe(dataset), cells));
    }
    return columns;
  }

  private static String mark(boolean best) {
    return best ? "*" : " ";
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
        board.entries().stream()
            .map(
                e ->
                    String.format(
                        Locale.ROOT, "%,d", e.scores().values().stream().mapToLong(of).sum()))
            .toList());
  }

  /** Writes the columns beside the names, as many at a time as fit. */
  private static void columns(StringBuilder out, List<String> names, List<Column> columns) {
    int nameWidth = names.stream().mapToInt(TableText::width).max().orElse(0);
    int from = 0;
    while (from < columns.size()) {
      int to = from;
      int width = nameWidth;
      while (to < columns.size()
          && (to == from || width + GAP.length() + columns.get(to).width() <= WIDTH)) {
        width += GAP.length() + columns.get(to).width();
        to++;
      }
      List<Column> shown = columns.subList(from, to);
      out.append(line(" ".repeat(nameWidth), shown, Column::header));
      for (int i = 0; i < names.size(); i++) {
        int row = i;
        String name = names.get(i) + " ".repeat(nameWidth - width(names.get(i)));
        out.append(line(name, shown, c -> c.cells().get(row)));
      }
      from = to;
    }
  }

  private static String line(
      String name, List<Column> columns, java.util.function.Function<Column, String> cell) {
    return columns.stream()
            .map(
                c -> {
                  String text = cell.apply(c);
                  return " ".repeat(c.width() - width(text)) + text;
                })
            .collect(Collectors.joining(GAP, name + GAP, ""))
            .stripTrailing()
        + "\n";
  }

  private static String cut(String name) {
    if (width(name) <= NAME_WIDTH) {
      return name;
    }
    // the middle goes: the model's name stands in front, what tells variants apart at the end
    int front = name.offsetByCodePoints(0, NAME_WIDTH / 3);
    int back = name.offsetByCodePoints(name.length(), NAME_WIDTH / 3 + 1 - NAME_WIDTH);
    return name.substring(0, front) + "…" + name.substring(back);
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }

  /** Without characters that move the cursor or colour the terminal. */
  private static String safe(String text) {
    return text.codePoints()
        .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
