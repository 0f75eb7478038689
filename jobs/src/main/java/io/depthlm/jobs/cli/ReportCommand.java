package io.depthlm.jobs.cli;

import io.depthlm.common.core.UserError;
import io.depthlm.jobs.report.ReportJob;
import io.depthlm.jobs.report.RunReport;
import io.depthlm.jobs.report.page.HtmlPage;
import io.depthlm.jobs.report.page.RunPage;
import io.depthlm.jobs.spark.Files;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code report}. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description =
        "Writes one self-contained page about a run: a summary in words, the leaderboard,"
            + " structure, where the answers are off, confidence, a gallery with pictures, maps"
            + " beside the truth, the history of its cells, losses with reasons, and the protocol.",
    footer = {
      "",
      "Reads:   runs, run_cells, queries, predictions, rejects, metrics, frames, images, and the",
      "         pictures of the gallery",
      "Writes:  the page",
      "Example: depthlm report --run tonight --out report.html --warehouse warehouse"
    })
final class ReportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private WarehouseOption warehouse;
  @Mixin private SparkOptions spark;

  @Option(
      names = "--run",
      required = true,
      paramLabel = "ID",
      description = "the id of the run; {date} stands for today's date")
  private String run;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "the file to write: a path or any Hadoop URI; an existing file is replaced")
  private String out;

  @Override
  public Integer call() {
    var session = spark.open("report");
    Configuration hadoop = session.sparkContext().hadoopConfiguration();
    Path file = Files.qualified(hadoop, out);
    RunReport report = new ReportJob(warehouse.openExisting(session), RunIds.today(run)).run();
    String page = HtmlPage.of(RunPage.of(report));
    try (OutputStream bytes = open(hadoop, file)) {
      bytes.write(page.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UserError(
          "cannot write the page " + out + ": " + e.getMessage(),
          "check --out and the access to it",
          e);
    }
    spec.commandLine().getOut().println("report: " + file);
    return ExitCode.OK.code();
  }

  /** Hadoop would put a checksum file beside a local one. */
  private static OutputStream open(Configuration hadoop, Path file) throws IOException {
    return "file".equals(file.toUri().getScheme())
        ? java.nio.file.Files.newOutputStream(java.nio.file.Path.of(file.toUri().getPath()))
        : file.getFileSystem(hadoop).create(file, true);
  }
}
