package io.depthlm.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.config.LoadedSweep;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command lines that {@code deploy/} runs are ones that the program takes. */
class DeployTest {
  @TempDir private Path folder;

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
            // tests are the launcher's own, which hands the rest to Maven
            .filter(l -> l.startsWith("./depthlm ") && !l.startsWith("./depthlm test "))
            .map(l -> l.substring("./depthlm ".length()).replaceFirst(" {2,}#.*", ""))
            .toList();
    assertTrue(commands.size() >= 4, "found " + commands);
    for (String command : commands) {
      assertDoesNotThrow(() -> Cli.commandLine().parseArgs(Cli.shellWords(command)), () -> command);
    }
  }

  /** What the wrapper gives to a spark-submit that prints its environment and words. */
  private List<String> submitted(Map<String, String> environment, String... words)
      throws IOException, InterruptedException {
    Path submit = folder.resolve("bin/spark-submit");
    Files.createDirectories(submit.getParent());
    Files.writeString(
        submit,
        "#!/bin/sh\nprintf '%s\\n' \"ip=$SPARK_LOCAL_IP\" \"opts=$SPARK_SUBMIT_OPTS\" \"$@\"\n");
    assertTrue(submit.toFile().setExecutable(true));
    List<String> command = new ArrayList<>(List.of(DEPLOY.resolve("spark-submit.sh").toString()));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("SPARK_"));
    builder.environment().put("SPARK_HOME", folder.toString());
    builder.environment().put("DEPTHLM_JAR", submit.toString());
    builder.environment().putAll(environment);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    return said.lines().toList();
  }

  @Test
  void aClusterOnLoopbackHasItsDriverThere() throws Exception {
    String[] near = {"--master", "spark://127.0.0.1:7077", "--", "sql", "SELECT 1"};
    assertEquals("ip=127.0.0.1", submitted(Map.of(), near).get(0));
    assertEquals("ip=127.0.0.2", submitted(Map.of("SPARK_LOCAL_IP", "127.0.0.2"), near).get(0));
    String[] far = {"--master", "spark://master:7077", "--", "sql", "SELECT 1"};
    assertEquals("ip=", submitted(Map.of(), far).get(0));
  }

  /** The level counts from the first line, unless the installation has settings of its own. */
  @Test
  void theLogLevelHoldsBeforeTheSessionStarts() throws Exception {
    String[] words = {"--master", "yarn", "--", "sql", "SELECT 1"};
    String options = submitted(Map.of(), words).get(1);
    Path file = Path.of(options.replaceFirst(".*-Dlog4j2.configurationFile=file:", ""));
    assertTrue(Files.readString(file).contains("rootLogger.level = warn"), options);
    Path conf = Files.createDirectories(folder.resolve("conf"));
    Files.writeString(conf.resolve("log4j2.properties"), "");
    assertEquals("opts=", submitted(Map.of(), words).get(1));
  }

  /** The file that the guide, the manifests and cron name. */
  @Test
  void theNightlySweepLoads() {
    LoadedSweep nightly =
        ConfFiles.loader(
                () -> {
                  throw new AssertionError("no session is needed for it");
                })
            .load("../conf/sweeps/nightly.conf", List.of());
    assertEquals(4, nightly.sweep().models().size());
  }

  /**
   * Airflow takes the state of a run from the leaves; a gate under another task would be hidden.
   */
  @Test
  void theGateOfTheDagIsALeaf() throws IOException {
    String dag = Files.readString(DEPLOY.resolve("airflow/depthlm_nightly.py"));
    assertTrue(dag.contains("predict >> evaluate >> [gate, page]\n"), dag);
    assertFalse(dag.contains("trigger_rule"), dag);
  }
}
