package io.depthlm.jobs.cli;

import io.depthlm.common.config.LoadedSweep;
import io.depthlm.jobs.sweep.SweepJob;
import io.depthlm.jobs.sweep.SweepResult;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code predict}. */
@Command(
    name = "predict",
    mixinStandardHelpOptions = true,
    description =
        "Runs the stages of a sweep up to its predictions. Run evaluate with the run's"
            + " id afterwards.",
    footer = {
      "",
      "Reads:   the sweep file and the entries it names, frames, points, images",
      "Writes:  queries, runs, run_cells, predictions, rejects",
      "Example: depthlm predict --conf conf/sweeps/ibims1-constant.conf --run-id nightly-1 \\",
      "           --warehouse warehouse"
    })
final class PredictCommand implements Callable<Integer>, Resumable {
  @Spec private CommandSpec spec;
  @Mixin private SweepOptions sweep;
  @Mixin private WarehouseOption warehouse;
  @Mixin private SparkOptions spark;
  @Mixin private RunOptions run;

  @Override
  public Integer call() {
    var out = spec.commandLine().getOut();
    if (sweep.wantsHelp()) {
      out.print(SweepOptions.help());
      return ExitCode.OK.code();
    }
    LoadedSweep loaded = sweep.load(() -> spark.open("predict"), run.overrides());
    SweepJob job = new SweepJob(warehouse.open(spark.open("predict")), loaded);
    SweepResult result =
        job.run(
            run.runId(),
            SweepJob.Stage.PREDICT,
            run.reuse(),
            ConsoleProgress.on(spec.commandLine().getErr()));
    out.printf(
        "questions asked now: %,d, failed: %,d%n",
        result.predicted().asked(), result.predicted().failed());
    out.println(
        "run "
            + result.runId()
            + "; "
            + Hints.sql(
                "SELECT parse_status, count(*) FROM predictions WHERE run_id = '%s' GROUP BY"
                        .formatted(result.runId())
                    + " parse_status",
                warehouse.uri()));
    return ExitCode.OK.code();
  }
}
