package io.depthlm.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class HelpTest {
  @TempDir private Path folder;

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
    example = example.split("\n {9}depthlm | > ")[0]; // what comes next, and the shell's part
    String[] words = Cli.shellWords(example.replace("\\\n", " "));
    CommandLine.ParseResult parsed = Cli.commandLine().parseArgs(words);
    assertEquals(command.getCommandName(), parsed.subcommand().commandSpec().name());
  }

  /**
   * A line of the list of commands is a whole sentence: only the first text of several is shown.
   */
  @ParameterizedTest
  @MethodSource("commands")
  void theListOfCommandsHasWholeSentences(CommandLine command) {
    String[] description = command.getCommandSpec().usageMessage().description();
    assertEquals(1, description.length, command.getCommandName());
    assertTrue(description[0].endsWith("."), description[0]);
  }

  /** Files that an example reads are in the repository; what lies below models/mine is written. */
  @ParameterizedTest
  @MethodSource("commands")
  void theExampleNamesFilesThatExist(CommandLine command) {
    String help = command.getUsageMessage(CommandLine.Help.Ansi.OFF);
    Matcher path = Pattern.compile("\\b(?:conf|models|notebooks|deploy)/[\\w./-]+").matcher(help);
    while (path.find()) {
      assertTrue(
          path.group().equals("models/mine") || Files.exists(Path.of("..", path.group())),
          path.group());
    }
  }

  @Test
  void withoutACommandTheCommandsAreListed() {
    Cli.Run run = Cli.run();
    assertEquals(1, run.code());
    assertEquals("", run.out());
    assertTrue(run.err().startsWith("depthlm: a command is missing\n\nUsage: depthlm "), run.err());
    for (String name : Cli.commandLine().getSubcommands().keySet()) {
      assertTrue(run.err().contains("\n  " + name + " "), name);
    }
    Cli.Run checkpoint = Cli.run("checkpoint");
    assertEquals(1, checkpoint.code());
    assertTrue(checkpoint.err().contains("\n  inspect "), checkpoint.err());
  }

  @Test
  void helpIsACommandToo() {
    assertEquals(Cli.run("sweep", "--help").out(), Cli.run("help", "sweep").out());
    assertEquals(
        Cli.run("checkpoint", "inspect", "--help").out(),
        Cli.run("help", "checkpoint", "inspect").out());
    assertEquals(Cli.run("--help").out(), Cli.run("help").out());
    Cli.Run unknown = Cli.run("help", "swep");
    assertEquals(1, unknown.code());
    assertTrue(
        unknown.err().contains("swep is no command of depthlm; it has demo,"), unknown.err());
  }

  /** Bash itself reads the script and completes an option with it. */
  @Test
  void theCompletionScriptWorks() throws IOException, InterruptedException {
    Cli.Run run = Cli.run("completion");
    assertEquals(0, run.code());
    Path script = Files.writeString(folder.resolve("completion"), run.out());
    Process bash =
        new ProcessBuilder(
                "bash",
                "-c",
                "source \"$0\"; COMP_WORDS=(depthlm sweep --dry); COMP_CWORD=2;"
                    + " _complete_depthlm; printf '%s\\n' \"${COMPREPLY[@]}\"",
                script.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, bash.waitFor(), said);
    assertTrue(said.lines().anyMatch("--dry-run"::equals), said);
  }

  @Test
  void anUnknownOptionIsNamedTogetherWithTheMissingOnes() {
    Cli.Run run = Cli.run("sweep", "--config", "x");
    assertEquals(1, run.code());
    assertTrue(run.err().contains("Missing required options: '--conf=FILE'"), run.err());
    assertTrue(run.err().contains("Unknown options: '--config', 'x'"), run.err());
    assertTrue(run.err().contains("--conf"), run.err());
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
    assertTrue(run.out().matches("(?s).*\\bSpark \\d+\\.\\d+\\.\\d+, Java \\d+.*"), run.out());
  }
}
