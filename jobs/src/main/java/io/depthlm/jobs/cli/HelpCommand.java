package io.depthlm.jobs.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code help}. */
@Command(
    name = "help",
    mixinStandardHelpOptions = true,
    description = "Shows the help of a command: depthlm help sweep is depthlm sweep --help.",
    footer = {
      "",
      "Reads:   nothing",
      "Writes:  nothing",
      "Example: depthlm help checkpoint inspect"
    })
final class HelpCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..*",
      paramLabel = "COMMAND",
      description = "the command, with its subcommand if it has one")
  private List<String> path = new ArrayList<>();

  @Override
  public Integer call() {
    CommandLine command = spec.commandLine().getParent();
    for (String name : path) {
      CommandLine next = command.getSubcommands().get(name);
      if (next == null) {
        throw new ParameterException(
            spec.commandLine(),
            "%s is no command of %s; it has %s"
                .formatted(
                    name,
                    command.getCommandSpec().qualifiedName(),
                    String.join(", ", command.getSubcommands().keySet())));
      }
      command = next;
    }
    PrintWriter out = spec.commandLine().getOut();
    command.usage(out);
    return ExitCode.OK.code();
  }
}
