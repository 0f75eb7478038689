package io.depthlm.jobs.report;

import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.geometry.Pixel;
import io.depthlm.common.imaging.RgbImage;
import io.depthlm.common.render.svg.DensityChart;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The contents of a page about a run; its size does not grow with the number of questions.
 *
 * @param passed the configuration as the user gave it
 * @param effective the same with all defaults
 * @param cells one a variant, dataset and task; of a dataset and task the best comes first,
 *     baselines that do not look at the picture last
 * @param confidence of the intervals, 0.95 for 95 %
 * @param losses what was not answered, the most frequent first
 * @param history figures of the same cells in earlier runs and in this one, oldest first
 * @param gallery questions with their pictures
 * @param maps frames with all of their questions
 */
public record RunReport(
    Facts facts,
    String passed,
    String effective,
    double confidence,
    Leaderboard leaderboard,
    List<Cell> cells,
    List<Loss> losses,
    List<PastScore> history,
    List<Shown> gallery,
    List<FrameMap> maps) {
  /** Parts of the picture across, in {@link Place}. */
  public static final int PLACE_COLUMNS = 6;

  /** Parts of the picture down. */
  public static final int PLACE_ROWS = 4;

  /** How many points of a frame are drawn. */
  public static final int MAP_POINTS = 1500;

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

  /** A variant's part of a run, as tables key it. */
  public record CellKey(String variantId, String dataset, String task) {}

  /**
   * What names a cell for people, and what makes two cells of two runs the same one.
   *
   * @param focalPx null where frames keep their own focal length
   */
  public record CellName(
      String model,
      String dataset,
      String task,
      String parameters,
      String compareAs,
      String prompt,
      String marker,
      Double focalPx) {}

  /**
   * A variant on a dataset.
   *
   * @param engine what answered
   * @param unit of its truths and answers
   * @param figures all its rows of {@code metrics}
   * @param answers what was counted of its answers besides
   */
  public record Cell(
      CellKey key,
      CellName name,
      String engine,
      String unit,
      List<Measured> figures,
      CellAnswers answers) {
    /** Whether it answers without looking at the picture. */
    public boolean isBaseline() {
      return engine.equals("constant") || engine.equals("probe");
    }

    /** A figure over some of the cell's questions; {@link Figure#NONE} where there is none. */
    public Figure figure(String slice, String metric) {
      return figures.stream()
          .filter(m -> m.slice().equals(slice) && m.metric().equals(metric))
          .filter(m -> m.aggregation().equals("pooled"))
          .map(Measured::figure)
          .findFirst()
          .orElse(Figure.NONE);
    }
  }

  /**
   * A row of {@code metrics}.
   *
   * @param measures the set that the metric belongs to: {@code point}, {@code structure}, …
   * @param metricUnit of the value, or empty for a share
   * @param nItems what the metric is taken over, points or something else
   */
  public record Measured(
      String slice,
      String metric,
      String aggregation,
      String measures,
      String metricUnit,
      Figure figure,
      long nPoints,
      long nImages,
      long nItems) {}

  /**
   * What was counted of a cell's answers.
   *
   * @param bins how often which answer met which truth
   * @param places by where in the picture
   * @param spread of answer / truth, or null where nothing was answered
   * @param frames the best, the middle and the worst frames, best first
   * @param sureness by the engine's own confidence; empty where it gives none
   */
  public record CellAnswers(
      List<DensityChart.Bin> bins,
      List<Place> places,
      Spread spread,
      List<FrameScore> frames,
      List<Sureness> sureness) {
    /** Nothing. */
    public static final CellAnswers NONE =
        new CellAnswers(List.of(), List.of(), null, List.of(), List.of());
  }

  /**
   * Questions in one part of the picture.
   *
   * @param column of {@link #PLACE_COLUMNS}, from the left
   * @param row of {@link #PLACE_ROWS}, from the top
   * @param logRatio mean of ln(answer / truth); null where there is no positive answer
   */
  public record Place(int column, int row, long count, long hits, Double logRatio) {}

  /**
   * Quantiles of answer / truth.
   *
   * @param halfWithin half of the answers are at most so far off, as a factor above 1
   */
  public record Spread(
      double p05, double p25, double median, double p75, double p95, double halfWithin) {}

  /**
   * A frame's questions.
   *
   * @param rank from 1, the best
   * @param frames how many frames were ranked
   * @param logError mean of |ln(answer / truth)|, which the rank is by
   */
  public record FrameScore(
      String frameId,
      long rank,
      long frames,
      long count,
      long hits,
      double logError,
      double logRatio,
      Double absRel) {}

  /** Answers of about one confidence, a tenth each. */
  public record Sureness(double from, double meanConfidence, long count, long hits) {}

  /**
   * Questions without a usable answer for one reason.
   *
   * @param what {@code rejected}, {@code failed} or {@code unparsed}
   * @param reason a stable code, or for unparsed answers the words
   * @param detail an example; null where there is none
   */
  public record Loss(String what, String dataset, String reason, String detail, long count) {}

  /** A cell's figures in a run. */
  public record PastScore(
      CellName name, String runId, Instant startedAt, Figure delta1, Figure absRel, long nPoints) {}

  /** Why a question is shown. */
  public enum Why {
    BEST,
    MEDIAN,
    WORST,
    /** The variants of the run differ most about it. */
    DISAGREED
  }

  /**
   * A question with its picture.
   *
   * @param cell whose; null for one that several were asked
   * @param picture small and marked; null where it cannot be shown
   * @param pictureFault why it cannot be shown, or null
   * @param answers of the cell, or of all that were asked
   */
  public record Shown(
      Why why,
      CellKey cell,
      String dataset,
      String task,
      String frameId,
      String queryId,
      List<Pixel> pixels,
      double truth,
      String unit,
      String region,
      RgbImage picture,
      String pictureFault,
      List<Said> answers) {}

  /**
   * An answer.
   *
   * @param text as the model said it; null where it said none
   * @param value as compared with the truth; null without a number
   */
  public record Said(CellKey cell, String text, Double value) {}

  /**
   * A frame with its questions about single pixels.
   *
   * @param picture small; null where it cannot be shown
   * @param points at most {@link #MAP_POINTS}
   */
  public record FrameMap(
      Cell cell,
      FrameScore frame,
      Intrinsics camera,
      RgbImage picture,
      String pictureFault,
      List<MapPoint> points) {}

  /**
   * A pixel's truth and answer.
   *
   * @param answer null where there is none
   * @param rgb its colour in the picture, 0xRRGGBB
   */
  public record MapPoint(double xPx, double yPx, double truth, Double answer, int rgb) {}
}
