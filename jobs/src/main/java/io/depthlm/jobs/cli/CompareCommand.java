package io.depthlm.jobs.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code compare}. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description =
        "Compares two runs on the questions that both asked, with intervals of the"
            + " differences, paired by image.",
    footer = {
      "",
      "Reads:   runs, run_cells, queries, predictions, rejects",
      "Writes:  with --accept, runs.accepted_at; exit code 4 if the gate of"
          + " --fail-if-worse fails",
      "Example: depthlm compare --run tonight --baseline accepted --accept \\",
      "           --fail-if-worse delta1,coverage=0.001,speed=0.8 --warehouse warehouse"
    })
final class CompareCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private WarehouseOption warehouse;
  @Mixin private SparkOptions spark;
  @Mixin private GateOptions gate;

  @Option(
      names = "--run",
      required = true,
      paramLabel = "ID",
      description = "the run to check; {date} stands for today's date")
  private String run;

  @Override
  public Integer call() {
    if (!gate.isWanted()) {
      throw new ParameterException(spec.commandLine(), "Missing required option: '--baseline=ID'");
    }
    gate.rules();
    var tables = warehouse.openExisting(spark.open("compare"));
    return gate.check(
            tables,
            RunIds.today(run),
            spec.commandLine().getOut(),
            ConsoleProgress.on(spec.commandLine().getErr()))
        .code();
  }
}
