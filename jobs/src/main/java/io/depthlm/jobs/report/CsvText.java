package io.depthlm.jobs.report;

import io.depthlm.common.text.CsvLine;
import io.depthlm.jobs.report.Leaderboard.Board;
import io.depthlm.jobs.report.Leaderboard.Entry;
import io.depthlm.jobs.report.Leaderboard.Measure;
import io.depthlm.jobs.report.Leaderboard.Standing;
import java.util.OptionalDouble;

/**
 * The leaderboard as RFC 4180 lines, one for each variant and data set; an empty cell means no
 * value.
 */
final class CsvText {
  private static final String HEADER =
      "task,parameters,compare_as,slice,aggregation,dataset,model,prompt,marker,focal_px,"
          + "delta1,delta1_ci_low,delta1_ci_high,delta1_best,delta1_tied,delta1_mean,"
          + "abs_rel,abs_rel_ci_low,abs_rel_ci_high,abs_rel_best,abs_rel_tied,abs_rel_mean,"
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

  private static CsvLine line(Board board, Entry entry, Score score) {
    Protocol p = score.protocol();
    VariantName v = score.variant();
    CsvLine line = new CsvLine();
    line.text(p.task()).text(p.parameters()).text(p.compareAs()).text(p.slice());
    line.text(p.aggregation()).text(score.dataset()).text(v.model()).text(v.prompt());
    line.text(v.marker()).number(v.focalPx());
    for (Measure measure : Measure.values()) {
      Figure figure = measure.of(score);
      line.number(figure.value()).number(figure.ciLow()).number(figure.ciHigh());
      line.flag(board.standing(entry, score.dataset(), measure) == Standing.BEST);
      line.flag(board.standing(entry, score.dataset(), measure) == Standing.TIED);
      OptionalDouble mean = entry.mean(board.datasets(), measure);
      line.number(mean.isPresent() ? mean.getAsDouble() : null);
    }
    line.count(score.nPoints()).count(score.nImages()).count(score.nUnparsed());
    line.count(score.nNonPositive()).count(score.nFailed()).count(score.nRejected());
    return line.count(score.nExcluded()).text(v.variantId()).text(score.runId());
  }
}
