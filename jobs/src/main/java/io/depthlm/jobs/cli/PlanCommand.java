package io.depthlm.jobs.cli;

import io.depthlm.common.config.LoadedSweep;
import io.depthlm.jobs.sweep.SweepJob;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code plan}. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    description =
        "Runs only the first stage of a sweep: writes its questions. For each cell it shows how"
            + " many there are, and how many of them are too close to the border for its marker and"
            + " focal length.",
    footer = {
      "",
      "Reads:   the sweep file and the entries it names, frames, points",
      "Writes:  queries",
      "Example: depthlm plan --conf conf/sweeps/ibims1-constant.conf --warehouse warehouse"
    })
final class PlanCommand implements Callable<Integer>, Resumable {
  @Spec private CommandSpec spec;
  @Mixin private SweepOptions sweep;
  @Mixin private WarehouseOption warehouse;
  @Mixin private SparkOptions spark;

  @Override
  public Integer call() {
    var out = spec.commandLine().getOut();
    if (sweep.wantsHelp()) {
      out.print(SweepOptions.help());
      return ExitCode.OK.code();
    }
    LoadedSweep loaded = sweep.load(() -> spark.open("plan"), List.of());
    SweepJob job = new SweepJob(warehouse.open(spark.open("plan")), loaded);
    out.print(CellTable.of(job.plan(ConsoleProgress.on(spec.commandLine().getErr()))));
    return ExitCode.OK.code();
  }
}
