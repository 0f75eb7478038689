package io.depthlm.jobs.report;

import io.depthlm.common.text.Markdown;
import io.depthlm.jobs.report.Leaderboard.Board;
import io.depthlm.jobs.report.Leaderboard.Entry;
import io.depthlm.jobs.report.Leaderboard.Measure;
import io.depthlm.jobs.report.Leaderboard.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The leaderboard as Markdown tables, the best figures bold, those tied with it in italics. */
final class MarkdownText {
  private MarkdownText() {}

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
    out.append("**").append(Markdown.text(labels.title())).append("**");
    out.append(labels.common().isEmpty() ? "" : " (" + Markdown.text(labels.common()) + ")")
        .append("\n\n");
    List<String> header = new ArrayList<>(List.of("variant"));
    for (Measure measure : Measure.values()) {
      board.datasets().forEach(d -> header.add(measure.key() + " " + Markdown.text(d)));
      if (board.datasets().size() > 1) {
        header.add(measure.key() + " mean");
      }
    }
    header.addAll(List.of("unparsed", "not positive", "failed", "rejected", "excluded"));
    out.append(Markdown.row(header));
    out.append(
        Markdown.row(header.stream().map(h -> h.equals("variant") ? "---" : "---:").toList()));
    for (Entry entry : board.entries()) {
      out.append(Markdown.row(cells(board, labels, entry)));
    }
    labels
        .notes()
        .forEach(note -> out.append("\nNote: ").append(Markdown.text(note)).append(".\n"));
  }

  private static List<String> cells(Board board, Labels labels, Entry entry) {
    List<String> cells = new ArrayList<>(List.of(Markdown.text(labels.name(entry))));
    for (Measure measure : Measure.values()) {
      for (String dataset : board.datasets()) {
        Score score = entry.scores().get(dataset);
        String text = score == null ? "-" : Markdown.text(Labels.figure(measure.of(score)));
        cells.add(marked(board.standing(entry, dataset, measure), text));
      }
      if (board.datasets().size() > 1) {
        String mean = Labels.number(entry.mean(board.datasets(), measure));
        cells.add(marked(board.meanStanding(entry, measure), mean));
      }
    }
    cells.add(count(entry, Score::nUnparsed));
    cells.add(count(entry, Score::nNonPositive));
    cells.add(count(entry, Score::nFailed));
    cells.add(count(entry, Score::nRejected));
    cells.add(count(entry, Score::nExcluded));
    return cells;
  }

  private static String marked(Standing standing, String text) {
    return switch (standing) {
      case BEST -> "**" + text + "**";
      case TIED -> "*" + text + "*";
      case BEHIND -> text;
    };
  }

  private static String count(Entry entry, java.util.function.ToLongFunction<Score> of) {
    return String.format(Locale.ROOT, "%,d", entry.scores().values().stream().mapToLong(of).sum());
  }
}
