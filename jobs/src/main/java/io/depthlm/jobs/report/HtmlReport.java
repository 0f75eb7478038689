package io.depthlm.jobs.report;

import io.depthlm.jobs.report.Leaderboard.Board;
import io.depthlm.jobs.report.Leaderboard.Entry;
import io.depthlm.jobs.report.Leaderboard.Measure;
import io.depthlm.jobs.report.RunReport.Cell;
import io.depthlm.jobs.report.RunReport.Facts;
import io.depthlm.jobs.report.RunReport.Loss;
import io.depthlm.jobs.report.RunReport.Slice;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A page about a run. It needs no script and no network (its policy forbids both); its pictures are
 * part of it.
 */
public final class HtmlReport {
  private static final int LONGEST_TEXT = 300;
  private static final int LONGEST_CONFIGURATION = 200_000;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /** The ends of questions in the order in which a reader adds them up. */
  private static final List<String> ENDS =
      List.of("planned", "answered", "unparsed", "failed", "rejected");

  private static final String STYLE =
      """
      body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; color: #1a1a1a; background: #fff }
      h1 { font-size: 1.5rem } h2 { font-size: 1.2rem; margin-top: 2rem } h3 { font-size: 1rem }
      h1, h2, h3, p, li, table.left td { overflow-wrap: anywhere }
      table { border-collapse: collapse; margin: .5rem 0; font-variant-numeric: tabular-nums; display: block; overflow-x: auto; max-width: 100% }
      th, td { padding: .2rem .7rem; border-bottom: 1px solid #ddd; text-align: right; vertical-align: top }
      th:first-child, td:first-child, table.left td, table.left th { text-align: left }
      td + td { white-space: nowrap } table.left td { white-space: normal }
      pre { background: #f5f5f5; padding: .8rem; overflow: auto; max-height: 30rem; white-space: pre-wrap; overflow-wrap: anywhere }
      .best { font-weight: 600 } .bad { color: #a40000 } .note { color: #555 }
      .row { display: flex; flex-wrap: wrap; gap: 1.5rem; align-items: flex-start }
      svg text { font-size: 11px; fill: #333 } svg line { stroke: #333 }
      svg .grid { stroke: #ddd } svg .band { stroke: #999; stroke-dasharray: 3 3 }
      .row > div { max-width: 100% } figure { margin: 0 } figcaption { color: #555; font-size: .85rem; max-width: 22rem }
      svg .frame { fill: none; stroke: #999 } svg .dot { fill: #08519c } svg .bar { fill: #9ecae1 }
      """;

  private HtmlReport() {}

  /** The page. */
  public static String of(RunReport report) {
    StringBuilder out = new StringBuilder();
    String title = "Run " + Html.text(report.facts().runId());
    out.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    out.append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';");
    out.append(" style-src 'unsafe-inline'\">\n");
    out.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    out.append("<title>").append(title).append("</title>\n");
    out.append("<style>\n").append(STYLE).append("</style>\n</head>\n<body>\n");
    out.append("<h1>").append(title).append("</h1>\n");
    facts(out, report.facts());
    out.append("<h2>Leaderboard</h2>\n");
    report.leaderboard().boards().forEach(board -> board(out, board, report.confidence()));
    out.append("<h2>By data set and slice</h2>\n");
    cells(out, report.cells());
    losses(out, report.losses());
    commands(out, report);
    return out.append("</body>\n</html>\n").toString();
  }

  private static void facts(StringBuilder out, Facts facts) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("sweep", Html.text(facts.sweep())));
    rows.add(
        List.of(
            "status",
            facts.failure() == null
                ? Html.text(facts.status())
                : "<span class=\"bad\">"
                    + Html.text(facts.status() + ": " + facts.failure(), LONGEST_TEXT)
                    + "</span>"));
    rows.add(List.of("begun", time(facts.startedAt(), "")));
    rows.add(List.of("ended", time(facts.finishedAt(), "not yet")));
    rows.add(List.of("accepted as a baseline", time(facts.acceptedAt(), "no")));
    rows.add(
        List.of(
            "program",
            Html.text(
                facts.programVersion()
                    + (facts.gitRevision() == null ? "" : ", revision " + facts.gitRevision()))));
    rows.add(List.of("engine time", String.format(Locale.ROOT, "%,.1f s", facts.deviceSeconds())));
    rows.add(List.of("questions", questions(facts.counts())));
    rows.add(List.of("versions of the tables", versions(facts.tableVersions())));
    out.append(
        Html.table(List.of("", ""), rows)
            .replaceFirst("<table>\n<tr>.*?</tr>", "<table class=\"left\">"));
  }

  private static String time(Instant time, String none) {
    return time == null ? none : TIME.format(time);
  }

  private static String questions(Map<String, Long> counts) {
    return counts.isEmpty()
        ? "not counted"
        : counts.entrySet().stream()
            .sorted(
                Comparator.comparing((Map.Entry<String, Long> e) -> ENDS.indexOf(e.getKey()))
                    .thenComparing(Map.Entry::getKey))
            .map(e -> Html.number(e.getValue()) + " " + Html.text(e.getKey()))
            .collect(Collectors.joining(", "));
  }

  private static String versions(Map<String, Long> versions) {
    return versions.isEmpty()
        ? "not known"
        : new TreeMap<>(versions)
            .entrySet().stream()
                .map(e -> Html.text(e.getKey()) + " " + e.getValue())
                .collect(Collectors.joining(", "));
  }

  private static void board(StringBuilder out, Board board, double confidence) {
    Labels labels = new Labels(board);
    out.append("<h3>").append(Html.text(labels.title())).append("</h3>\n");
    out.append("<p class=\"note\">").append(Html.text(labels.common()));
    out.append(
        " [%s%% interval, bootstrapped over images; best in bold, ~ where the intervals overlap]</p>\n"
            .formatted(percent(confidence)));
    List<String> header = new ArrayList<>(List.of("variant"));
    for (Measure measure : Measure.values()) {
      board.datasets().forEach(d -> header.add(measure.key() + " " + d));
    }
    header.addAll(List.of("unparsed", "not positive", "failed", "rejected", "excluded"));
    List<List<String>> rows = new ArrayList<>();
    for (Entry entry : board.entries()) {
      List<String> row = new ArrayList<>(List.of(Html.text(labels.name(entry))));
      for (Measure measure : Measure.values()) {
        for (String dataset : board.datasets()) {
          Score score = entry.scores().get(dataset);
          String text = score == null ? "-" : Html.text(Labels.figure(measure.of(score)));
          row.add(
              switch (board.standing(entry, dataset, measure)) {
                case BEST -> "<span class=\"best\">" + text + "</span>";
                case TIED -> text + " <span title=\"not told apart from the best\">~</span>";
                case BEHIND -> text;
              });
        }
      }
      row.add(sum(entry, Score::nUnparsed));
      row.add(sum(entry, Score::nNonPositive));
      row.add(sum(entry, Score::nFailed));
      row.add(sum(entry, Score::nRejected));
      row.add(sum(entry, Score::nExcluded));
      rows.add(row);
    }
    out.append(Html.table(header, rows));
    labels.notes().forEach(n -> out.append("<p>Note: ").append(Html.text(n)).append("</p>\n"));
  }

  private static String percent(double share) {
    return BigDecimal.valueOf(100 * share)
        .round(new MathContext(4))
        .stripTrailingZeros()
        .toPlainString();
  }

  private static String sum(Entry entry, java.util.function.ToLongFunction<Score> of) {
    return Html.number(entry.scores().values().stream().mapToLong(of).sum());
  }

  private static void cells(StringBuilder out, List<Cell> cells) {
    if (cells.size() > 1) {
      out.append("<ul>\n");
      for (int i = 0; i < cells.size(); i++) {
        out.append("<li><a href=\"#cell-").append(i).append("\">");
        out.append(Html.text(cells.get(i).title())).append("</a></li>\n");
      }
      out.append("</ul>\n");
    }
    for (int i = 0; i < cells.size(); i++) {
      cell(out, i, cells.get(i));
    }
  }

  private static void cell(StringBuilder out, int index, Cell cell) {
    out.append("<h3 id=\"cell-").append(index).append("\">").append(Html.text(cell.title()));
    out.append("</h3>\n<div class=\"row\">\n<div>");
    List<List<String>> rows = new ArrayList<>();
    for (Slice s : cell.slices()) {
      rows.add(
          List.of(
              Html.text(s.name()),
              Html.number(s.nPoints()),
              Html.text(Labels.figure(s.delta1())),
              Html.text(Labels.figure(s.absRel())),
              Html.text(Labels.figure(s.rmse())),
              Html.text(Labels.figure(s.silog()))));
    }
    out.append(
        Html.table(
            List.of("slice", "points", "delta1", "abs_rel", "rmse, " + cell.unit(), "silog, ×100"),
            rows));
    out.append("</div>\n");
    String byDistance = DepthPlot.svg(cell.slices());
    if (!byDistance.isEmpty()) {
      figure(out, byDistance, "delta1 by the distance of the truth, with its interval");
    }
    if (cell.bins().isEmpty()) {
      out.append("<p class=\"note\">No positive answer to draw.</p>\n");
    } else {
      figure(
          out,
          ScatterPlot.svg(cell.bins(), cell.unit()),
          "answers against truths: the darker, the more; delta1 counts those between the dashed"
              + " lines; what lies beyond an axis stands at its end");
    }
    out.append("</div>\n");
  }

  private static void figure(StringBuilder out, String svg, String caption) {
    out.append("<figure>\n").append(svg);
    out.append("<figcaption>").append(caption).append("</figcaption>\n</figure>\n");
  }

  private static void losses(StringBuilder out, List<Loss> losses) {
    out.append("<h2>Without a usable answer</h2>\n");
    if (losses.isEmpty()) {
      out.append("<p>Every question has one.</p>\n");
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    for (Loss loss : losses) {
      rows.add(
          List.of(
              Html.text(loss.what()),
              Html.number(loss.count()),
              Html.text(loss.dataset()),
              Html.text(loss.reason(), LONGEST_TEXT),
              loss.detail() == null ? "" : Html.text(loss.detail(), LONGEST_TEXT)));
    }
    out.append(
        Html.table(List.of("end", "attempts", "data set", "reason", "for example"), rows)
            .replaceFirst("<table>", "<table class=\"left\">"));
  }

  private static void commands(StringBuilder out, RunReport report) {
    String run = report.facts().runId();
    out.append("<h2>Commands</h2>\n<pre>");
    out.append(
        Html.text(
            """
            depthlm leaderboard --run %1$s --warehouse URI
            depthlm compare --run %1$s --baseline accepted --warehouse URI
            depthlm sql "SELECT * FROM metrics WHERE run_id = '%1$s'" --warehouse URI\
            """
                .formatted(run)));
    out.append("</pre>\n<h2>Configuration as passed</h2>\n<pre>");
    out.append(Html.text(report.passed(), LONGEST_CONFIGURATION));
    out.append("</pre>\n<h2>Configuration in effect</h2>\n<pre>");
    out.append(Html.text(report.effective(), LONGEST_CONFIGURATION)).append("</pre>\n");
  }
}
