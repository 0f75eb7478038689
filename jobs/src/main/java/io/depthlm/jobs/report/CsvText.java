package io.depthlm.jobs.report;

import io.depthlm.jobs.report.Leaderboard.Board;
import io.depthlm.jobs.report.Leaderboard.Entry;
import io.depthlm.jobs.report.Leaderboard.Measure;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** The leaderboard as RFC 4180 lines, one a variant and dataset; an empty cell is no value. */
final class CsvText {
  private static final String HEADER =
      "task,parameters,compare_as,slice,aggregation,dataset,model,prompt,marker,focal_px,"
          + "delta1,delta1_ci_low,delta1_ci_high,delta1_best,delta1_mean,"
          + "abs_rel,abs_rel_ci_low,abs_rel_ci_high,abs_rel_best,abs_rel_mean,"
          + "n_points,n_images,n_unparsed,n_non_positive,n_failed,n_rejected,n_excluded,"
          + "variant_id,run_id";

  private CsvText() {}

  static String of(Leaderboard leaderboard) {
    StringBuilder out = new StringBuilder(HEADER).append('\n');
    for (Board board : leaderboard.boards()) {
      for (Entry entry : board.entries()) {
        for (Score score : entry.scores().values()) {
          out.append(line(board, entry, score)).append('\n');
        }
      }
    }
    return out.toString();
  }

  private static String line(Board board, Entry entry, Score score) {
    Protocol p = score.protocol();
    VariantName v = score.variant();
    List<String> cells = new ArrayList<>();
    for (String text :
        new String[] {
          p.task(),
          p.parameters(),
          p.compareAs(),
          p.slice(),
          p.aggregation(),
          score.dataset(),
          v.model(),
          v.prompt(),
          v.marker()
        }) {
      cells.add(text(text));
    }
    cells.add(number(v.focalPx()));
    for (Measure measure : Measure.values()) {
      Figure figure = measure.of(score);
      cells.add(number(figure.value()));
      cells.add(number(figure.ciLow()));
      cells.add(number(figure.ciHigh()));
      cells.add(Boolean.toString(board.isBest(entry, score.dataset(), measure)));
      OptionalDouble mean = entry.mean(board.datasets(), measure);
      cells.add(number(mean.isPresent() ? mean.getAsDouble() : null));
    }
    for (long count :
        new long[] {
          score.nPoints(),
          score.nImages(),
          score.nUnparsed(),
          score.nNonPositive(),
          score.nFailed(),
          score.nRejected(),
          score.nExcluded()
        }) {
      cells.add(Long.toString(count));
    }
    cells.add(text(v.variantId()));
    cells.add(text(score.runId()));
    return String.join(",", cells);
  }

  private static String number(Double value) {
    return value == null ? "" : value.toString();
  }

  private static String text(String text) {
    String safe = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    boolean plain = safe.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? safe : '"' + safe.replace("\"", "\"\"") + '"';
  }
}
