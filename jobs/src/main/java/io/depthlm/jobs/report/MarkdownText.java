package io.depthlm.jobs.report;

import io.depthlm.jobs.report.Leaderboard.Board;
import io.depthlm.jobs.report.Leaderboard.Entry;
import io.depthlm.jobs.report.Leaderboard.Measure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The leaderboard as Markdown tables, the best figures bold. */
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
    out.append("**").append(safe(labels.title())).append("**");
    out.append(labels.common().isEmpty() ? "" : " (" + safe(labels.common()) + ")").append("\n\n");
    List<String> header = new ArrayList<>(List.of("variant"));
    for (Measure measure : Measure.values()) {
      board.datasets().forEach(d -> header.add(measure.key() + " " + safe(d)));
      if (board.datasets().size() > 1) {
        header.add(measure.key() + " mean");
      }
    }
    header.addAll(List.of("unparsed", "not positive", "failed", "rejected", "excluded"));
    line(out, header);
    line(out, header.stream().map(h -> h.equals("variant") ? "---" : "---:").toList());
    for (Entry entry : board.entries()) {
      line(out, cells(board, labels, entry));
    }
    labels.notes().forEach(note -> out.append("\nNote: ").append(safe(note)).append(".\n"));
  }

  private static List<String> cells(Board board, Labels labels, Entry entry) {
    List<String> cells = new ArrayList<>(List.of(safe(labels.name(entry))));
    for (Measure measure : Measure.values()) {
      for (String dataset : board.datasets()) {
        Score score = entry.scores().get(dataset);
        String text = score == null ? "-" : safe(Labels.figure(measure.of(score)));
        cells.add(board.isBest(entry, dataset, measure) ? "**" + text + "**" : text);
      }
      if (board.datasets().size() > 1) {
        String mean = Labels.number(entry.mean(board.datasets(), measure));
        cells.add(board.isBestMean(entry, measure) ? "**" + mean + "**" : mean);
      }
    }
    cells.add(count(entry, Score::nUnparsed));
    cells.add(count(entry, Score::nNonPositive));
    cells.add(count(entry, Score::nFailed));
    cells.add(count(entry, Score::nRejected));
    cells.add(count(entry, Score::nExcluded));
    return cells;
  }

  private static String count(Entry entry, java.util.function.ToLongFunction<Score> of) {
    return String.format(Locale.ROOT, "%,d", entry.scores().values().stream().mapToLong(of).sum());
  }

  private static void line(StringBuilder out, List<String> cells) {
    out.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  /** Text that Markdown shows as it is. */
  private static String safe(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (Character.isISOControl(c)) {
                out.append('?');
              } else if (c == '<') {
                out.append("&lt;");
              } else if (c == '&') {
                out.append("&amp;");
              } else {
                if ("\\`*_[]|#!~".indexOf(c) >= 0) {
                  out.append('\\');
                }
                out.appendCodePoint(c);
              }
            });
    return out.toString();
  }
}
