package io.depthlm.jobs.cli;

import io.depthlm.jobs.compare.CompareText;
import io.depthlm.jobs.compare.VariantFilter;
import java.util.ArrayList;
import java.util.List;
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
        "Compares two runs, or two variants of one run or two, on the questions that both asked:"
            + " differences with intervals, paired by image; wins and losses by slice; the largest"
            + " disagreements.",
    footer = {
      "",
      "Reads:   runs, run_cells, queries, predictions, rejects",
      "Writes:  with --accept, runs.accepted_at; exit code 4 if the gate of"
          + " --fail-if-worse fails",
      "Example: depthlm compare --run tonight --baseline accepted --accept \\",
      "           --fail-if-worse delta1,coverage=0.001,speed=0.8 --warehouse warehouse",
      "         depthlm compare --run tonight --variant marker=text --baseline tonight \\",
      "           --baseline-variant marker=red_arrow --measures structure --warehouse warehouse"
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

  @Option(
      names = "--variant",
      paramLabel = "COLUMN=VALUE",
      split = ",",
      description =
          "compare only the run's variants with these values of model, prompt, marker, focal_px,"
              + " dataset, task or variant_id")
  private List<String> variant = new ArrayList<>();

  @Option(
      names = "--baseline-variant",
      paramLabel = "COLUMN=VALUE",
      split = ",",
      description = "likewise for the baseline, which may be the same run")
  private List<String> baselineVariant = new ArrayList<>();

  @Option(
      names = "--measures",
      paramLabel = "NAME",
      defaultValue = "point",
      description =
          "set of measures to show: point, structure or confidence; default ${DEFAULT-VALUE}")
  private String measures;

  @Option(
      names = "--disagreements",
      paramLabel = "N",
      defaultValue = "10",
      description =
          "how many of the largest disagreements to show, at most 50; default ${DEFAULT-VALUE}")
  private int disagreements;

  @Override
  public Integer call() {
    if (!gate.isWanted()) {
      throw new ParameterException(spec.commandLine(), "Missing required option: '--baseline=ID'");
    }
    gate.rules();
    var text = new CompareText(MeasureNames.set(measures), disagreements);
    var variants =
        new GateOptions.ComparedVariants(
            VariantFilter.parse(variant), VariantFilter.parse(baselineVariant));
    var tables = warehouse.openExisting(spark.open("compare"));
    return gate.check(
            tables,
            RunIds.today(run),
            variants,
            text,
            spec.commandLine().getOut(),
            ConsoleProgress.on(spec.commandLine().getErr()))
        .code();
  }
}
