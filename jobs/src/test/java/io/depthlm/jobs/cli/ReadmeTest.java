package io.depthlm.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.config.SweepConfig;
import io.depthlm.jobs.tables.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows is what the program takes. */
class ReadmeTest {
  @TempDir private Path folder;

  private static String readme() throws IOException {
    return Files.readString(Path.of("../README.md"));
  }

  /** The pages that a newcomer reads. */
  private static final List<String> PAGES =
      List.of("README.md", "docs/training.md", "deploy/README.md", "CONTRIBUTING.md");

  /** Paths that the pages name as examples or as what a command writes. */
  private static final Set<String> WRITTEN =
      Set.of(
          "models/mine",
          "models/tiny",
          "models/six-tasks",
          "models/NAME.conf",
          "conf/sweeps/a.conf");

  private static String page(String name) throws IOException {
    return Files.readString(Path.of("..", name));
  }

  @Test
  void everyCommandParses() throws IOException {
    int found = 0;
    for (String name : PAGES) {
      for (String line : page(name).replace("\\\n", " ").lines().toList()) {
        if (!line.startsWith("./depthlm ") || line.startsWith("./depthlm test")) {
          continue;
        }
        String command = line.substring("./depthlm ".length()).replaceFirst(" {2,}#.*", "");
        assertDoesNotThrow(
            () -> Cli.commandLine().parseArgs(Cli.shellWords(command)),
            () -> name + ": " + command);
        found++;
      }
    }
    assertTrue(found >= 20, "found " + found);
  }

  @Test
  void everyFileThatAPageNamesExists() throws IOException {
    Pattern path =
        Pattern.compile("(?<![\\w/.-])(?:conf|models|notebooks|deploy|docs)/[\\w./-]*[\\w-]");
    Pattern link = Pattern.compile("\\]\\((?!http)([^)#]+)");
    for (String name : PAGES) {
      String page = page(name);
      for (Matcher m = path.matcher(page); m.find(); ) {
        assertTrue(
            WRITTEN.contains(m.group()) || Files.exists(Path.of("..", m.group())),
            () -> name + ": " + m.group());
      }
      Path folder = Path.of("..", name).getParent();
      for (Matcher m = link.matcher(page); m.find(); ) {
        assertTrue(Files.exists(folder.resolve(m.group(1))), () -> name + ": " + m.group(1));
      }
    }
  }

  @Test
  void theSweepOfTheReadmeLoads() throws IOException {
    String readme = readme();
    int from = readme.indexOf("```\ndatasets = [mine]") + 4;
    String text = readme.substring(from, readme.indexOf("```", from));
    Path file = Files.createDirectories(folder.resolve("sweeps")).resolve("my.conf");
    Files.writeString(file, text);
    SweepConfig sweep =
        ConfFiles.loader(
                () -> {
                  throw new AssertionError("no session is needed for it");
                })
            .load(file.toString(), List.of())
            .sweep();
    assertEquals(2, sweep.models().size());
  }

  @Test
  void everyTableIsDescribed() throws IOException {
    String readme = readme();
    for (Table table : Table.values()) {
      assertTrue(readme.contains("| `" + table.tableName() + "` |"), table.tableName());
    }
  }

  @Test
  void everyCommandButHelpersIsMentioned() throws IOException {
    String readme = readme();
    List<String> missing =
        Cli.commandLine().getSubcommands().keySet().stream()
            .filter(c -> Arrays.stream(readme.split("\\W+")).noneMatch(c::equals))
            .toList();
    assertEquals(List.of(), missing);
  }

  /** The table of exit codes has every code, and its examples end as it says. */
  @Test
  void theExitCodesAreTrue() throws IOException {
    Pattern row =
        Pattern.compile("(?m)^\\| ([0-9, to]+) \\| [^|]+ \\|(?: `depthlm ([^`|]+)`)? \\|$");
    Matcher rows = row.matcher(readme());
    Set<String> codes = new TreeSet<>();
    int run = 0;
    while (rows.find()) {
      codes.add(rows.group(1));
      if (rows.group(2) != null) {
        Cli.Run said = Cli.run(Cli.shellWords(rows.group(2)));
        assertEquals(rows.group(1), Integer.toString(said.code()), rows.group(2) + said.err());
        run++;
      }
    }
    assertTrue(run >= 3, "found " + run);
    Set<String> expected = new TreeSet<>(Set.of("50 to 56", "129, 130, 143", "137"));
    for (ExitCode code : ExitCode.values()) {
      expected.add(Integer.toString(code.code()));
    }
    assertEquals(expected, codes);
  }
}
