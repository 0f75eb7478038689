package io.depthlm.jobs.cli;

import io.depthlm.common.metrics.MeasureSet;
import io.depthlm.common.text.OutputFormat;
import io.depthlm.jobs.report.LeaderboardJob;
import io.depthlm.jobs.report.LeaderboardRenderer;
import io.depthlm.jobs.report.LeaderboardRequest;
import io.depthlm.jobs.report.MeasureBoardText;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code leaderboard}. */
@Command(
    name = "leaderboard",
    mixinStandardHelpOptions = true,
    description =
        "Lists the variants for each data set, the best first. The newest run of each"
            + " variant counts.",
    footer = {
      "",
      "Reads:   metrics, run_cells, runs",
      "Writes:  nothing",
      "Example: depthlm leaderboard --task axis_distance --format markdown --warehouse warehouse"
    })
final class LeaderboardCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private WarehouseOption warehouse;
  @Mixin private SparkOptions spark;

  @Option(names = "--run", paramLabel = "ID", split = ",", description = "show only these runs")
  private List<String> runs = new ArrayList<>();

  @Option(
      names = "--dataset",
      paramLabel = "NAME",
      split = ",",
      description = "show only these data sets")
  private List<String> datasets = new ArrayList<>();

  @Option(names = "--task", paramLabel = "NAME", split = ",", description = "show only these tasks")
  private List<String> tasks = new ArrayList<>();

  @Option(
      names = "--slice",
      paramLabel = "SLICE",
      defaultValue = "all",
      description = "slice to show: all or name=value; default ${DEFAULT-VALUE}")
  private String slice;

  @Option(
      names = "--aggregation",
      paramLabel = "HOW",
      defaultValue = "pooled",
      description = "pooled (over all points) or per_image; default ${DEFAULT-VALUE}")
  private String aggregation;

  @Option(
      names = "--measures",
      paramLabel = "NAME",
      description =
          "list every measure of a set: point, structure or confidence; without it, delta1 and"
              + " abs_rel of each variant beside one another")
  private String measures;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "output format: table, csv, json or markdown; default ${DEFAULT-VALUE}")
  private OutputFormat format;

  @Override
  public Integer call() {
    MeasureSet set = measures == null ? null : MeasureNames.set(measures);
    var tables = warehouse.openExisting(spark.open("leaderboard"));
    var request = new LeaderboardRequest(runs, datasets, tasks, slice, aggregation);
    spec.commandLine()
        .getOut()
        .print(
            set == null
                ? LeaderboardRenderer.render(LeaderboardJob.run(tables, request), format)
                : MeasureBoardText.render(LeaderboardJob.run(tables, request, set), format));
    return ExitCode.OK.code();
  }
}
