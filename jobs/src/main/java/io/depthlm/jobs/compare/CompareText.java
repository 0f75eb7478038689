package io.depthlm.jobs.compare;

import io.depthlm.common.metrics.Aggregation;
import io.depthlm.common.metrics.MeasureSet;
import io.depthlm.common.metrics.Metric;
import io.depthlm.common.metrics.Tally;
import io.depthlm.common.text.SafeText;
import io.depthlm.common.text.TextTable;
import io.depthlm.common.text.TextTable.Align;
import io.depthlm.jobs.scoring.Slices;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A comparison for a terminal of 100 columns: a set of measures over all points, pooled; wins and
 * losses by slice; the largest disagreements.
 *
 * @param measures the set
 * @param disagreements how many to show
 */
public record CompareText(MeasureSet measures, int disagreements) {
  /** The point metrics, wins and losses. */
  public static final CompareText DEFAULT = new CompareText(Metric.SET, 0);

  /** The text, ended by a line break. */
  public String of(CompareResult result) {
    StringBuilder out = new StringBuilder();
    out.append(
        "%s against %s, on the questions that both asked; differences with paired intervals\n"
            .formatted(SafeText.line(result.runId()), SafeText.line(result.baselineId())));
    result.pairs().forEach(pair -> pair(out, pair));
    names(out, "only in " + SafeText.line(result.runId()), result.onlyRun());
    names(out, "only in " + SafeText.line(result.baselineId()), result.onlyBaseline());
    return out.toString();
  }

  private void pair(StringBuilder out, PairComparison pair) {
    out.append('\n').append(SafeText.line(title(pair.name()))).append('\n');
    out.append(
        format(
            "%,d questions compared; %,d asked by the run only, %,d by the baseline only\n",
            pair.compared(), pair.onlyRun(), pair.onlyBaseline()));
    out.append("unparsed, not positive, failed: ").append(ends(pair.run()));
    out.append("; baseline ").append(ends(pair.baseline())).append('\n');
    out.append(
        "questions per engine second: %s; baseline %s\n"
            .formatted(
                number(pair.speed().run(), "%.4g"), number(pair.speed().baseline(), "%.4g")));
    pair.warnings().forEach(w -> out.append("warning: ").append(SafeText.line(w)).append('\n'));
    int width =
        Math.max(8, measures.measures().stream().mapToInt(m -> m.key().length()).max().orElse(0));
    out.append(format("%-" + width + "s        run    baseline  difference\n", "metric"));
    for (Difference d : pair.differences()) {
      if (d.slice().equals(Slices.ALL)
          && d.aggregation() == Aggregation.POOLED
          && measures.measure(d.metric()).isPresent()) {
        out.append(line(d, width).stripTrailing()).append('\n');
      }
    }
    counts(out, pair);
    disagreements(out, pair);
  }

  private static void counts(StringBuilder out, PairComparison pair) {
    if (pair.counts().isEmpty()) {
      return;
    }
    out.append("\nnearer to the truth (won by the run, lost, tied), and right by delta1\n");
    List<List<String>> lines = new ArrayList<>();
    pair.counts()
        .forEach(
            (slice, c) ->
                lines.add(
                    Stream.concat(
                            Stream.of(slice),
                            LongStream.of(
                                    c.questions(),
                                    c.won(),
                                    c.lost(),
                                    c.tied(),
                                    c.bothRight(),
                                    c.runRight(),
                                    c.baselineRight(),
                                    c.neitherRight())
                                .mapToObj(n -> format("%,d", n)))
                        .toList()));
    List<Align> aligns = new ArrayList<>(Collections.nCopies(9, Align.RIGHT));
    aligns.set(0, Align.LEFT);
    out.append(
        TextTable.ofLines(
                List.of(
                    "slice",
                    "questions",
                    "won",
                    "lost",
                    "tied",
                    "both right",
                    "run only",
                    "baseline only",
                    "neither"),
                aligns,
                lines)
            .render());
  }

  private void disagreements(StringBuilder out, PairComparison pair) {
    List<Disagreement> shown = pair.disagreements().stream().limit(disagreements).toList();
    if (shown.isEmpty()) {
      return;
    }
    out.append("\nlargest disagreements\n");
    List<List<String>> lines = new ArrayList<>();
    for (Disagreement d : shown) {
      lines.add(
          List.of(
              d.frameId(),
              d.xPx() == null ? "-" : format("%.0f,%.0f", d.xPx(), d.yPx()),
              format("%.3f", d.truth()),
              format("%.3f", d.run()),
              format("%.3f", d.baseline()),
              d.queryId()));
    }
    out.append(
        TextTable.ofLines(
                List.of("frame", "pixel", "truth", "run", "baseline", "query_id"),
                List.of(Align.LEFT, Align.RIGHT, Align.RIGHT, Align.RIGHT, Align.RIGHT, Align.LEFT),
                lines)
            .render());
  }

  private static String line(Difference d, int width) {
    String interval =
        d.interval() == null
            ? ""
            : format("[%+.4f %+.4f]", d.interval().low(), d.interval().high());
    String verdict =
        d.verdict() == Difference.Verdict.UNDECIDED
            ? ""
            : d.verdict().name().toLowerCase(Locale.ROOT);
    return format(
        "%-" + width + "s %10s  %10s  %10s  %-20s  %s",
        d.measure().key(),
        number(d.run(), "%.4f"),
        number(d.baseline(), "%.4f"),
        number(d.value(), "%+.4f"),
        interval,
        verdict);
  }

  private static String ends(Tally tally) {
    return format("%,d, %,d, %,d", tally.unparsed(), tally.nonPositive(), tally.failed());
  }

  private static void names(StringBuilder out, String what, List<CellName> names) {
    if (!names.isEmpty()) {
      out.append('\n').append(what).append(":\n");
      names.forEach(n -> out.append("  ").append(SafeText.line(title(n))).append('\n'));
    }
  }

  private static String title(CellName n) {
    return "%s, %s%s compared as %s: %s, %s, %s, focal length %s"
        .formatted(
            n.dataset(),
            n.task(),
            n.parameters().isEmpty() ? "" : " (" + n.parameters() + ")",
            n.compareAs(),
            n.model(),
            n.prompt(),
            n.marker(),
            n.focalPx() == null ? "own" : format("%.0fpx", n.focalPx()));
  }

  private static String number(Double value, String pattern) {
    return value == null ? "-" : format(pattern, value);
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
