package io.depthlm.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.core.UserError;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** What the process says to its caller when something fails outside of any command's own care. */
class ExitCodesTest {
  /** A command under which an error of the JVM arises. */
  private static Cli.Run failing(Supplier<? extends Error> error) {
    StringWriter err = new StringWriter();
    Writer broken =
        new Writer() {
          @Override
          public void write(char[] text, int from, int length) {
            throw error.get();
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    int code = Main.run(new PrintWriter(broken), new PrintWriter(err), "help");
    return new Cli.Run(code, "", err.toString());
  }

  @Test
  void errorsOfTheJvmAreInternal() {
    Cli.Run overflow = failing(StackOverflowError::new);
    assertEquals(3, overflow.code());
    assertTrue(
        overflow.err().startsWith("depthlm: internal error: StackOverflowError in "),
        overflow.err());
    assertEquals(2, overflow.err().lines().count(), overflow.err());
    Cli.Run linkage = failing(() -> new NoClassDefFoundError("io/depthlm/Gone"));
    assertEquals(3, linkage.code());
    assertTrue(
        linkage.err().startsWith("depthlm: internal error: NoClassDefFoundError: io/depthlm/Gone"),
        linkage.err());
  }

  @Test
  void limitsOfTheMachineAreTheUsersToMend() {
    Cli.Run memory = failing(() -> new OutOfMemoryError("Java heap space"));
    assertEquals(2, memory.code());
    assertTrue(
        memory.err().startsWith("depthlm: out of memory: Java heap space (the Java heap of this"),
        memory.err());
    assertTrue(memory.err().contains("DEPTHLM_JAVA_OPTS=-Xmx8g"), memory.err());
    Map<String, Throwable> limits = new TreeMap<>();
    limits.put(
        "too many open files: the limit of this process is reached",
        new FileSystemException("/a.jar", null, "Too many open files"));
    limits.put(
        "the disk is full: /warehouse/part.parquet",
        new FileSystemException("/warehouse/part.parquet", null, "No space left on device"));
    limits.put(
        "a file system is mounted read-only: /warehouse",
        new FileSystemException("/warehouse", null, "Read-only file system"));
    limits.put(
        "no further thread can be started", new OutOfMemoryError("unable to create native thread"));
    limits.forEach(
        (said, cause) -> {
          StringWriter err = new StringWriter();
          Throwable wrapped = new IllegalStateException(new SparkException("Job aborted", cause));
          assertEquals(2, Failures.tell(wrapped, new PrintWriter(err), List.of()), said);
          assertTrue(err.toString().startsWith("depthlm: " + said), err.toString());
          assertEquals(2, err.toString().lines().count(), err.toString());
        });
  }

  /** What a job says about its own data comes before what is known of the machine. */
  @Test
  void theInnermostUserErrorIsTold() {
    StringWriter err = new StringWriter();
    Throwable full = new FileSystemException("/t", null, "No space left on device");
    Failures.tell(
        new SparkException("x", new UserError("table frames is full", "make room", full)),
        new PrintWriter(err),
        List.of());
    assertEquals("depthlm: table frames is full\n  make room\n", err.toString());
  }

  /** A process that hears a signal and then fails as Spark does when it is stopped. */
  public static final class Stopped {
    public static void main(String[] args) throws InterruptedException {
      PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
      Interruption interruption = new Interruption(err);
      interruption.watch();
      interruption.running(new SweepCommand());
      LoggerFactory.getLogger("org.apache.spark.Any").error("before");
      System.err.println("ready");
      while (!interruption.came()) {
        Thread.sleep(1);
      }
      LoggerFactory.getLogger("org.apache.spark.Any").error("Aborting job");
      LoggerFactory.getLogger("org.apache.spark.storage.BlockManager").error("gone");
      System.exit(3); // waits for the end that is under way
    }
  }

  /** A process that a library ends, as Spark does where it finds no folder to write to. */
  public static final class EndedFromInside {
    public static void main(String[] args) {
      Interruption interruption =
          new Interruption(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
      interruption.watch();
      interruption.running(new SweepCommand());
      System.exit(53);
    }
  }

  /** A program that is refused by Spark, in a process without a session. */
  public static final class Refused {
    public static void main(String[] args) {
      System.exit(
          Main.run(
              new PrintWriter(System.out, true, StandardCharsets.UTF_8),
              new PrintWriter(System.err, true, StandardCharsets.UTF_8),
              "sql",
              "SELECT 1",
              "--warehouse",
              "none",
              "--spark",
              "spark.memory.fraction=7"));
    }
  }

  private static Process start(Class<?> program) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "env",
                "--default-signal=INT,HUP", // a build in the background ignores them
                Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> flag.startsWith("-XX:") || flag.startsWith("--add-opens"))
        .forEach(command::add);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static List<String> said(Process process) throws IOException {
    try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
      return lines.lines().toList();
    }
  }

  @Test
  void anEndFromInsideIsNoInterruption() throws Exception {
    Process process = start(EndedFromInside.class);
    List<String> said = said(process);
    assertEquals(53, process.waitFor(), said::toString);
    assertEquals(
        List.of(
            "depthlm: Spark or a library ended this process; the same command again goes on where"
                + " this one stopped"),
        said);
  }

  /** Settings of Spark, its memory and its classes are the user's to mend. */
  @Test
  void whatKeepsSparkFromStartingIsOneError() throws Exception {
    Process process = start(Refused.class);
    List<String> said = said(process);
    assertEquals(2, process.waitFor(), said::toString);
    assertTrue(
        said.contains(
            "depthlm: Spark does not start: spark.memory.fraction should be between 0 and 1 (was"
                + " '7.0')."),
        said::toString);
    assertTrue(said.get(said.size() - 1).startsWith("  check what --spark "), said::toString);
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143", "HUP, 129"})
  void aSignalIsOneLineAndItsExitCode(String signal, int code) throws Exception {
    Process process = start(Stopped.class);
    StringBuilder said = new StringBuilder();
    try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        said.append(line).append('\n');
        if (line.equals("ready")) {
          new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
        }
      }
    }
    assertEquals(code, process.waitFor(), said::toString);
    List<String> all = said.toString().lines().toList();
    int ready = all.indexOf("ready");
    assertTrue(ready > 0, "the log works before: " + said);
    assertEquals(
        List.of("depthlm: interrupted; the same command again goes on where this one stopped"),
        all.subList(ready + 1, all.size()));
  }
}
