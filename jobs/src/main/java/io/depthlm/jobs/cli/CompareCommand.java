package io.depthlm.jobs.cli;

import io.depthlm.common.core.UserError;
import io.depthlm.common.metrics.Metric;
import io.depthlm.jobs.evaluate.CompareJob;
import io.depthlm.jobs.evaluate.CompareRequest;
import io.depthlm.jobs.evaluate.CompareResult;
import io.depthlm.jobs.evaluate.CompareText;
import io.depthlm.jobs.evaluate.Gate;
import io.depthlm.jobs.evaluate.RunProtocol;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code compare}. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description =
        "Two runs on the questions that both asked, with intervals of the differences paired by"
            + " image.",
    footer = {
      "",
      "Reads:   runs, run_cells, queries, predictions, rejects",
      "Writes:  nothing; exit code 4 if --fail-if-worse is given and does not hold",
      "Example: depthlm compare --run tonight --baseline last-night --fail-if-worse delta1 \\",
      "           --warehouse warehouse"
    })
final class CompareCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private WarehouseOption warehouse;
  @Mixin private SparkOptions spark;

  @Option(names = "--run", required = true, paramLabel = "ID", description = "the run in question")
  private String run;

  @Option(
      names = "--baseline",
      required = true,
      paramLabel = "ID",
      description = "the run it is held against")
  private String baseline;

  @Option(
      names = "--fail-if-worse",
      paramLabel = "METRIC",
      split = ",",
      description =
          "exit with 4 if one of these is worse by more than its interval allows, or if"
              + " something that the baseline asked was not asked: delta1, abs_rel, ...")
  private List<String> metrics = new ArrayList<>();

  @Override
  public Integer call() {
    Set<Metric> gated = EnumSet.noneOf(Metric.class);
    metrics.forEach(key -> gated.add(metric(key)));
    var tables = warehouse.openExisting(spark.open("compare"));
    // the run in question says how it is scored
    RunProtocol protocol = RunProtocol.of(tables, run);
    CompareResult result =
        new CompareJob(
                tables,
                new CompareRequest(run, baseline, protocol.truthRanges(), protocol.bootstrap()))
            .run(ConsoleProgress.on(spec.commandLine().getErr()));
    var out = spec.commandLine().getOut();
    out.print(CompareText.of(result));
    List<String> reasons = gated.isEmpty() ? List.of() : Gate.reasons(result, gated);
    reasons.forEach(reason -> out.println("gate: " + reason));
    return (reasons.isEmpty() ? ExitCode.OK : ExitCode.GATE).code();
  }

  private static Metric metric(String key) {
    return Metric.ofKey(key)
        .orElseThrow(
            () ->
                new UserError(
                    "--fail-if-worse '" + key + "' is not a metric",
                    "use one of "
                        + Arrays.stream(Metric.values())
                            .map(Metric::key)
                            .collect(Collectors.joining(", "))));
  }
}
