package io.depthlm.jobs.report.page;

import io.depthlm.jobs.report.Figure;
import io.depthlm.jobs.report.RunReport.Cell;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the confidence of a cell's answers is worth, in sentences. */
final class ConfidenceWords {
  private final Cell cell;

  private ConfidenceWords(Cell cell) {
    this.cell = cell;
  }

  /** Empty where confidence was not evaluated. */
  static List<String> of(Cell cell) {
    return new ConfidenceWords(cell).sentences();
  }

  private List<String> sentences() {
    List<String> said = new ArrayList<>();
    half().ifPresent(said::add);
    expected().ifPresent(said::add);
    boolean measured = cell.figures().stream().anyMatch(m -> m.metric().equals("confidence"));
    if (said.isEmpty() && measured) {
      said.add("Its engine gives no confidence.");
    }
    return said;
  }

  private Figure figure(String metric) {
    return cell.figure("all", metric);
  }

  /** What is gained by keeping the more confident half, and whether the confidence is too high. */
  private Optional<String> half() {
    Figure half = figure("selective_delta1_50pct");
    Figure all = figure("selective_delta1_100pct");
    if (half.value() == null || all.value() == null) {
      return Optional.empty();
    }
    double gain = 100 * (half.value() - all.value());
    String said =
        "Confidence: of the more confident half of the answers, %s are within 25%% of the truth, %s than of all"
            .formatted(
                Words.percent(half),
                String.format(
                    Locale.ROOT,
                    gain < 0 ? "%.1f points fewer" : "%.1f points more",
                    Math.abs(gain)));
    Figure over = figure("overconfidence");
    if (over.value() != null) {
      said +=
          "; the mean confidence is %s than delta1 (%s)"
              .formatted(
                  String.format(
                      Locale.ROOT,
                      over.value() < 0 ? "%.1f points lower" : "%.1f points higher",
                      100 * Math.abs(over.value())),
                  side(
                      over,
                      "underconfident",
                      "overconfident",
                      "not clearly over- or underconfident"));
    }
    return Optional.of(said + ".");
  }

  /** How the error that the odds lead to expect compares with the true one. */
  private Optional<String> expected() {
    Figure expected = figure("expected_abs_rel");
    Figure bias = figure("expected_abs_rel_bias");
    if (expected.value() == null || bias.value() == null) {
      return Optional.empty();
    }
    String said =
        "The relative error that the model's own odds lead to expect is %s, and the true one of the same answers is %s: it is %s"
            .formatted(
                Words.percent(expected),
                Words.percent(expected.value() - bias.value()),
                side(bias, "too low", "too high", "not clearly too low or too high"));
    Double rank = figure("expected_abs_rel_rank_correlation").value();
    if (rank != null) {
      said +=
          String.format(
              Locale.ROOT, "; its rank correlation with the true error is %.2f (1 is best)", rank);
    }
    return Optional.of(said + ".");
  }

  /** On which side of 0 a figure lies, by its interval where it has one. */
  private static String side(Figure figure, String below, String above, String neither) {
    double low = figure.ciLow() == null ? figure.value() : figure.ciLow();
    double high = figure.ciHigh() == null ? figure.value() : figure.ciHigh();
    if (high < 0) {
      return below;
    }
    return low > 0 ? above : neither;
  }
}
