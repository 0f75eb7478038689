package io.depthlm.jobs.report;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The contents of a page about a run; its size does not grow with the number of questions.
 *
 * @param passed the configuration as the user gave it
 * @param effective the same with all defaults
 * @param cells one a variant, dataset and task; of a dataset and task the best comes first
 * @param confidence of the intervals, 0.95 for 95 %
 * @param losses what was not answered, the most frequent first
 */
public record RunReport(
    Facts facts,
    String passed,
    String effective,
    double confidence,
    Leaderboard leaderboard,
    List<Cell> cells,
    List<Loss> losses) {

  /**
   * The run's row.
   *
   * @param failure null where it did not fail
   * @param finishedAt null while it runs
   * @param acceptedAt null where no gate accepted it
   * @param counts questions by their end
   * @param tableVersions of the tables when it ended
   */
  public record Facts(
      String runId,
      String sweep,
      String status,
      String failure,
      String programVersion,
      String gitRevision,
      Instant startedAt,
      Instant finishedAt,
      Instant acceptedAt,
      double deviceSeconds,
      Map<String, Long> counts,
      Map<String, Long> tableVersions) {}

  /**
   * A variant on a dataset.
   *
   * @param title names it for people
   * @param unit of its truths and answers
   * @param slices its figures, {@code all} first
   * @param bins how often which answer met which truth
   */
  public record Cell(String title, String unit, List<Slice> slices, List<Bin> bins) {}

  /** Figures over some of a cell's questions, pooled. */
  public record Slice(
      String name, long nPoints, Figure delta1, Figure absRel, Figure rmse, Figure silog) {}

  /**
   * Questions whose truth and answer fall into one square of {@link ScatterPlot}'s grid.
   *
   * @param truth column, from 0
   * @param answer row, from 0 at the smallest
   */
  public record Bin(int truth, int answer, long count) {}

  /**
   * Questions without a usable answer for one reason.
   *
   * @param what {@code rejected}, {@code failed} or {@code unparsed}
   * @param reason a stable code, or for unparsed answers the words
   * @param detail an example; null where there is none
   */
  public record Loss(String what, String dataset, String reason, String detail, long count) {}
}
