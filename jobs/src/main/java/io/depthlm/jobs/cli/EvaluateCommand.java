package io.depthlm.jobs.cli;

import io.depthlm.common.config.LoadedSweep;
import io.depthlm.common.text.OutputFormat;
import io.depthlm.jobs.report.LeaderboardJob;
import io.depthlm.jobs.report.LeaderboardRenderer;
import io.depthlm.jobs.report.LeaderboardRequest;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.sweep.SweepJob;
import io.depthlm.jobs.sweep.SweepResult;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code evaluate}. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    description =
        "Runs only the last stage of a sweep: checks that no question was lost, and"
            + " computes the metrics.",
    footer = {
      "",
      "Reads:   the sweep file, run_cells, queries, predictions, rejects",
      "Writes:  metrics, the end of the run in runs",
      "Example: depthlm evaluate --conf conf/sweeps/ibims1-constant.conf --run-id nightly-1 \\",
      "           --warehouse warehouse"
    })
final class EvaluateCommand implements Callable<Integer>, Resumable {
  @Spec private CommandSpec spec;
  @Mixin private SweepOptions sweep;
  @Mixin private WarehouseOption warehouse;
  @Mixin private SparkOptions spark;

  @Option(
      names = "--run-id",
      required = true,
      paramLabel = "ID",
      description = "the id of the run, as predict printed it; {date} stands for today's date")
  private String runId;

  @Override
  public Integer call() {
    var out = spec.commandLine().getOut();
    if (sweep.wantsHelp()) {
      out.print(SweepOptions.help());
      return ExitCode.OK.code();
    }
    LoadedSweep loaded = sweep.load(() -> spark.open("evaluate"), List.of());
    Warehouse tables = warehouse.openExisting(spark.open("evaluate"));
    SweepJob job = new SweepJob(tables, loaded);
    String id = RunIds.today(runId);
    SweepResult result = job.score(id, ConsoleProgress.on(spec.commandLine().getErr()));
    out.print(
        LeaderboardRenderer.render(
            LeaderboardJob.run(tables, LeaderboardRequest.ofRun(id)), OutputFormat.TABLE));
    out.println();
    return RunSummary.of(out, result, loaded, warehouse.uri());
  }
}
