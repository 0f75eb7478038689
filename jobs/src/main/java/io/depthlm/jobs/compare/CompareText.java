package io.depthlm.jobs.compare;

import io.depthlm.common.metrics.Aggregation;
import io.depthlm.common.metrics.Metric;
import io.depthlm.common.metrics.Tally;
import io.depthlm.common.text.SafeText;
import io.depthlm.jobs.scoring.Slices;
import java.util.List;
import java.util.Locale;

/** A comparison for a terminal of 100 columns: every metric over all points, pooled. */
public final class CompareText {
  private CompareText() {}

  /** The text, ended by a line break. */
  public static String of(CompareResult result) {
    StringBuilder out = new StringBuilder();
    out.append(
        "%s against %s, on the questions that both asked; differences with paired intervals\n"
            .formatted(SafeText.line(result.runId()), SafeText.line(result.baselineId())));
    result.pairs().forEach(pair -> pair(out, pair));
    names(out, "only in " + SafeText.line(result.runId()), result.onlyRun());
    names(out, "only in " + SafeText.line(result.baselineId()), result.onlyBaseline());
    return out.toString();
  }

  private static void pair(StringBuilder out, PairComparison pair) {
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
    out.append("metric          run    baseline  difference\n");
    for (Difference d : pair.differences()) {
      if (d.slice().equals(Slices.ALL)
          && d.aggregation() == Aggregation.POOLED
          && d.measure() instanceof Metric) {
        out.append(line(d).stripTrailing()).append('\n');
      }
    }
  }

  private static String line(Difference d) {
    String interval =
        d.interval() == null
            ? ""
            : format("[%+.4f %+.4f]", d.interval().low(), d.interval().high());
    String verdict =
        d.verdict() == Difference.Verdict.UNDECIDED
            ? ""
            : d.verdict().name().toLowerCase(Locale.ROOT);
    return format(
        "%-8s %10s  %10s  %10s  %-20s  %s",
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
