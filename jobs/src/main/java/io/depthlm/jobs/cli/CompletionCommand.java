package io.depthlm.jobs.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code completion}. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description = "Prints a script for bash and zsh that completes commands and options.",
    footer = {
      "",
      "Reads:   nothing",
      "Writes:  nothing",
      "Example: depthlm completion > ~/.depthlm-completion && source ~/.depthlm-completion"
    })
final class CompletionCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().getOut().print(AutoComplete.bash("depthlm", spec.commandLine().getParent()));
    return ExitCode.OK.code();
  }
}
