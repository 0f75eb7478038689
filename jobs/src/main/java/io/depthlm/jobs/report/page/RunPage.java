package io.depthlm.jobs.report.page;

import io.depthlm.common.metrics.Metric;
import io.depthlm.jobs.report.RunReport;
import io.depthlm.jobs.report.page.Page.Block;
import io.depthlm.jobs.report.page.Page.Cell;
import io.depthlm.jobs.report.page.Page.Code;
import io.depthlm.jobs.report.page.Page.Column;
import io.depthlm.jobs.report.page.Page.Heading;
import io.depthlm.jobs.report.page.Page.Paragraph;
import io.depthlm.jobs.report.page.Page.Section;
import io.depthlm.jobs.report.page.Page.Table;
import io.depthlm.jobs.report.page.Page.Tone;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The page about a run, section by section. */
public final class RunPage {
  private static final int LONGEST_CONFIGURATION = 200_000;

  private RunPage() {}

  /** The page. */
  public static Page of(RunReport report) {
    Groups groups = new Groups(report);
    List<Section> sections = new ArrayList<>();
    sections.add(SummarySection.of(report, groups));
    sections.add(LeaderboardSection.of(report));
    sections.add(structure(groups));
    sections.add(WhereSection.of(groups));
    sections.add(ConfidenceSection.of(groups));
    sections.add(GallerySection.of(report, groups));
    sections.add(MapsSection.of(report, groups));
    sections.add(HistorySection.of(report));
    sections.add(LossesSection.of(report.losses()));
    sections.add(protocol(report, groups));
    RunReport.Facts facts = report.facts();
    return new Page(
        "Run " + facts.runId(),
        "%s of sweep %s, begun %s; depthlm %s"
            .formatted(
                facts.status(),
                facts.sweep(),
                Words.time(facts.startedAt(), "at no known time"),
                facts.programVersion()),
        sections);
  }

  private static Section structure(Groups groups) {
    List<Block> blocks = new ArrayList<>(new MeasuresSection("structure", groups).blocks());
    if (blocks.isEmpty()) {
      blocks.add(
          new Paragraph(
              "This run was evaluated without structure measures: depthlm evaluate adds them.",
              Tone.NOTE));
    }
    return new Section("structure", "Structure", blocks);
  }

  private static Section protocol(RunReport report, Groups groups) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(metrics());
    List<List<Cell>> rows = new ArrayList<>();
    for (RunReport.Cell cell : report.cells()) {
      rows.add(
          List.of(
              Cell.text(cell.name().model()),
              Cell.text(cell.engine()),
              Cell.text(cell.name().dataset()),
              Cell.text(cell.name().task()),
              Cell.text(cell.name().compareAs()),
              Cell.text(cell.name().prompt()),
              Cell.text(cell.name().marker()),
              Cell.text(
                  cell.name().focalPx() == null
                      ? "own"
                      : BigDecimal.valueOf(cell.name().focalPx())
                              .stripTrailingZeros()
                              .toPlainString()
                          + " px"),
              Cell.text(cell.key().variantId())));
    }
    blocks.add(
        new Table(
            "The cells of the run: everything else that changes an answer is in run_cells",
            List.of(
                Column.text("model"),
                Column.text("engine"),
                Column.text("data set"),
                Column.text("task"),
                Column.text("compared as"),
                Column.text("prompt"),
                Column.text("marker"),
                Column.text("focal length"),
                Column.text("variant")),
            rows,
            null));
    blocks.addAll(Repeat.of(report, LONGEST_CONFIGURATION));
    blocks.add(new Heading(null, "Other commands"));
    blocks.add(new Code(commands(report.facts().runId(), groups), null));
    blocks.add(
        new Code(Words.cut(report.passed(), LONGEST_CONFIGURATION), "Configuration as passed"));
    return new Section("protocol", "Protocol", blocks);
  }

  private static String commands(String run, Groups groups) {
    List<String> commands = new ArrayList<>();
    commands.add("depthlm leaderboard --run %s --warehouse URI");
    commands.add("depthlm compare --run %s --baseline accepted --warehouse URI");
    for (Groups.Group group : groups.all()) {
      if (group.cells().size() > 1) {
        // the first two, as the summary has them; other variants by their ids above
        commands.add(
            "depthlm compare --run %s --variant variant_id="
                + group.cells().get(0).key().variantId()
                + " --baseline %s --baseline-variant variant_id="
                + group.cells().get(1).key().variantId()
                + " --warehouse URI");
      }
    }
    commands.add("depthlm sql \"SELECT * FROM metrics WHERE run_id = '%s'\" --warehouse URI");
    commands.add(
        "depthlm sql \"SELECT * FROM scored WHERE run_id = '%s' AND query_id = '...'\" --warehouse"
            + " URI");
    commands.add("depthlm report --run %s --out report.html --warehouse URI");
    return commands.stream()
        .map(command -> command.replace("%s", run))
        .collect(Collectors.joining("\n"));
  }

  private static Table metrics() {
    List<List<Cell>> rows = new ArrayList<>();
    for (Metric metric : Metric.values()) {
      rows.add(
          List.of(
              Cell.text(metric.key()),
              Cell.text(Meanings.of(metric.key())),
              Cell.text(Meanings.better(metric.key())),
              Cell.text(
                  metric.kind() == Metric.Kind.HIT
                      ? "every scored question; one without a positive number is wrong"
                      : "questions with a positive number")));
    }
    return new Table(
        "Measures of points, with answer p and truth g",
        List.of(
            Column.text("measure"),
            Column.prose("formula"),
            Column.text("better"),
            Column.text("taken over")),
        rows,
        null);
  }
}
