package io.depthlm.jobs.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code checkpoint}. */
@Command(
    name = "checkpoint",
    mixinStandardHelpOptions = true,
    description = "Makes checkpoints with random weights, or describes a checkpoint.",
    subcommands = {CheckpointRandomCommand.class, CheckpointInspectCommand.class},
    footer = {
      "",
      "Reads:   a checkpoint folder as Hugging Face publishes it (inspect)",
      "Writes:  such a folder (random)",
      "Example: depthlm checkpoint inspect models/depthlm-tiny"
    })
final class CheckpointCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new MissingCommandException(
        spec.commandLine(), "checkpoint needs one of random, inspect");
  }
}
