package io.depthlm.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The command lines that {@code deploy/} runs are ones that the program takes. */
class DeployTest {
  private static final Path DEPLOY = Path.of("../deploy");
  private static final Pattern ARGUMENTS = Pattern.compile("arguments:\n((?: +- .*\n)+)");

  @Test
  void theArgumentsOfEveryManifestParse() throws IOException {
    List<String[]> found = new ArrayList<>();
    try (Stream<Path> files = Files.list(DEPLOY.resolve("kubernetes"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).toList()) {
        Matcher m = ARGUMENTS.matcher(Files.readString(file));
        while (m.find()) {
          found.add(m.group(1).lines().map(l -> l.trim().substring(2)).toArray(String[]::new));
        }
      }
    }
    assertTrue(found.size() >= 3, "found " + found.size());
    for (String[] arguments : found) {
      assertDoesNotThrow(
          () -> Cli.commandLine().parseArgs(arguments), () -> String.join(" ", arguments));
    }
  }

  @Test
  void theCommandsOfTheGuideParse() throws IOException {
    List<String> commands =
        Files.readString(DEPLOY.resolve("README.md"))
            .replace("\\\n", " ")
            .lines()
            .filter(l -> l.startsWith("./depthlm "))
            .map(l -> l.substring("./depthlm ".length()).replaceFirst(" {2,}#.*", ""))
            .toList();
    assertTrue(commands.size() >= 4, "found " + commands);
    for (String command : commands) {
      assertDoesNotThrow(() -> Cli.commandLine().parseArgs(Cli.shellWords(command)), () -> command);
    }
  }
}
