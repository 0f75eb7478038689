package io.depthlm.jobs.report.page;

import io.depthlm.jobs.report.RunReport;
import io.depthlm.jobs.report.page.Page.Block;
import io.depthlm.jobs.report.page.Page.Code;
import io.depthlm.jobs.report.page.Page.Heading;
import io.depthlm.jobs.report.page.Page.Paragraph;
import io.depthlm.jobs.report.page.Page.Tone;
import java.util.List;

/**
 * The command that asks the questions of a run again. The configuration in effect holds every name
 * and default, so it is given whole: files that the run's names stood for may have changed since.
 */
final class Repeat {
  private Repeat() {}

  /**
   * The command, to be pasted into a shell.
   *
   * @param longest how many characters of a configuration a page may have; a longer one is fetched
   *     from the run's row
   */
  static List<Block> of(RunReport report, int longest) {
    RunReport.Facts facts = report.facts();
    Heading heading = new Heading(null, "Repeat this run");
    if (report.effective().length() > longest) {
      return List.of(
          heading,
          new Paragraph(
              "The configuration is too long for this page: it is config_effective of the run's row"
                  + " in runs. Save it as a file, and give that file to sweep --conf.",
              Tone.PLAIN),
          new Code(
              Words.cut(report.effective(), longest), "Configuration in effect, its beginning"));
    }
    return List.of(
        heading,
        new Paragraph(
            "This writes the configuration in effect, with every name and default, to a file and runs it: paste it into a shell. It asks the same questions if the program is %s%s and the tables frames and points are as they were (%s)."
                .formatted(
                    facts.programVersion(),
                    facts.gitRevision() == null ? "" : ", revision " + facts.gitRevision(),
                    versions(facts)),
            Tone.PLAIN),
        new Code(command(report.effective().strip()), null));
  }

  private static String versions(RunReport.Facts facts) {
    return "version %s of frames, %s of points"
        .formatted(version(facts, "frames"), version(facts, "points"));
  }

  private static String version(RunReport.Facts facts, String table) {
    Long version = facts.tableVersions().get(table);
    return version == null ? "unknown" : version.toString();
  }

  private static String command(String configuration) {
    String end = "END";
    while (configuration.lines().anyMatch(end::equals)) {
      end += "_";
    }
    return "cat > again.conf <<'%s'\n%s\n%s\ndepthlm sweep --conf again.conf --warehouse URI"
        .formatted(end, configuration, end);
  }
}
