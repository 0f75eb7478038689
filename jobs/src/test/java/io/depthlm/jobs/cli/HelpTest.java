package io.depthlm.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class HelpTest {
  static Stream<CommandLine> commands() {
    return Cli.commandLine().getSubcommands().values().stream();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void helpEndsInReadsWritesExample(CommandLine command) {
    String help = command.getUsageMessage(CommandLine.Help.Ansi.OFF);
    int reads = help.lastIndexOf("\nReads:   ");
    int writes = help.lastIndexOf("\nWrites:  ");
    int example = help.lastIndexOf("\nExample: depthlm " + command.getCommandName());
    assertTrue(0 < reads && reads < writes && writes < example, help);
    assertFalse(help.contains("<"), "every option says what it takes: " + help);
  }

  /** The example is a command line that parses. */
  @ParameterizedTest
  @MethodSource("commands")
  void theExampleIsRight(CommandLine command) {
    String help = command.getUsageMessage(CommandLine.Help.Ansi.OFF);
    String example = help.substring(help.lastIndexOf("Example: depthlm ") + 17);
    example = example.split("\n {9}depthlm ")[0]; // some show what comes next
    String[] words = Cli.shellWords(example.replace("\\\n", " "));
    CommandLine.ParseResult parsed = Cli.commandLine().parseArgs(words);
    assertEquals(command.getCommandName(), parsed.subcommand().commandSpec().name());
  }

  @Test
  void withoutACommandTheUsageIsNamed() {
    Cli.Run run = Cli.run();
    assertEquals(1, run.code());
    assertEquals("depthlm: a command is missing\n  see depthlm --help\n", run.err());
  }

  @Test
  void aMisspeltOptionOrCommandGetsASuggestion() {
    Cli.Run option = Cli.run("sql", "SELECT 1", "--warehous", "x", "--warehouse", "y");
    assertEquals(1, option.code());
    assertTrue(option.err().contains("--warehous"), option.err());
    Cli.Run command = Cli.run("ingst");
    assertEquals(1, command.code());
    assertTrue(command.err().contains("ingest"), command.err());
  }

  @Test
  void versionNamesProgramAndSpark() {
    Cli.Run run = Cli.run("--version");
    assertEquals(0, run.code());
    assertTrue(run.out().startsWith("depthlm "), run.out());
    assertTrue(run.out().contains("Spark 3."), run.out());
  }
}
