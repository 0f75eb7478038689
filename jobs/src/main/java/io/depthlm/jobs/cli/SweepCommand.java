package io.depthlm.jobs.cli;

import io.depthlm.common.config.LoadedSweep;
import io.depthlm.common.text.OutputFormat;
import io.depthlm.jobs.report.LeaderboardJob;
import io.depthlm.jobs.report.LeaderboardRenderer;
import io.depthlm.jobs.report.LeaderboardRequest;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.sweep.SweepJob;
import io.depthlm.jobs.sweep.SweepResult;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sweep}. */
@Command(
    name = "sweep",
    mixinStandardHelpOptions = true,
    description =
        "Plans, predicts and evaluates every cell of a sweep. Run the same command again"
            + " to resume. With --baseline, the run is then compared with another one.",
    footer = {
      "",
      "Reads:   the sweep file and the entries it names, frames, points",
      "Writes:  queries, runs, run_cells, predictions, rejects, metrics",
      "Example: depthlm sweep --conf conf/sweeps/ibims1-constant.conf --set focal_px=[750] \\",
      "           --warehouse warehouse"
    })
final class SweepCommand implements Callable<Integer>, Resumable {
  @Spec private CommandSpec spec;
  @Mixin private SweepOptions sweep;
  @Mixin private WarehouseOption warehouse;
  @Mixin private SparkOptions spark;
  @Mixin private RunOptions run;
  @Mixin private GateOptions gate;

  @Option(
      names = "--dry-run",
      description =
          "show the effective configuration, the questions of each cell and how many of them are"
              + " too close to the border for its marker and focal length, and run nothing")
  private boolean dryRun;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (sweep.wantsHelp()) {
      out.print(SweepOptions.help());
      return ExitCode.OK.code();
    }
    gate.rules();
    LoadedSweep loaded = sweep.load(() -> spark.open("sweep"), run.overrides());
    Warehouse tables = warehouse.open(spark.open("sweep"));
    SweepJob job = new SweepJob(tables, loaded);
    ConsoleProgress progress = ConsoleProgress.on(spec.commandLine().getErr());
    if (dryRun) {
      out.println(loaded.effective());
      out.print(CellTable.of(job.dryRun(progress)));
      return ExitCode.OK.code();
    }
    SweepResult result = job.run(run.runId(), SweepJob.Stage.EVALUATE, run.reuse(), progress);
    out.print(
        LeaderboardRenderer.render(
            LeaderboardJob.run(tables, LeaderboardRequest.ofRun(result.runId())),
            OutputFormat.TABLE));
    out.println();
    ExitCode code = RunSummary.questions(out, result, loaded);
    if (gate.isWanted() && code == ExitCode.OK) {
      code = gate.check(tables, result.runId(), out, progress);
      out.println();
    }
    RunSummary.last(out, result, warehouse.uri());
    return code.code();
  }
}
