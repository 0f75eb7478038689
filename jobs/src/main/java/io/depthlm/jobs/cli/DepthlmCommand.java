package io.depthlm.jobs.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The root command. */
@Command(
    name = "depthlm",
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    description =
        "Metric depth from vision language models, as Spark batch jobs over Delta tables.",
    subcommands = {
      DemoCommand.class,
      IngestCommand.class,
      SweepCommand.class,
      PlanCommand.class,
      PredictCommand.class,
      EvaluateCommand.class,
      LeaderboardCommand.class,
      CompareCommand.class,
      ReportCommand.class,
      SqlCommand.class,
      MaintainCommand.class,
      AskCommand.class,
      DepthmapCommand.class,
      BenchCommand.class,
      SynthCommand.class,
      TrainCommand.class,
      CheckpointCommand.class,
      HelpCommand.class,
      CompletionCommand.class
    },
    footer = {
      "",
      "Exit codes: 0 done, 1 usage, 2 your data or configuration, 3 internal,",
      "            4 finished, but too much failed or the gate failed."
    })
final class DepthlmCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Option(names = "--debug", scope = ScopeType.INHERIT, description = "show stack traces")
  void debug(boolean wanted) {
    // Main looks for the word itself: failures before and beside the parser need it, too.
  }

  @Override
  public void run() {
    throw new MissingCommandException(spec.commandLine(), "a command is missing");
  }
}
