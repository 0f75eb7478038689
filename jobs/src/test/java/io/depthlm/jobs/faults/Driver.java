package io.depthlm.jobs.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The command line in a process of its own, with this process's class path and flags. */
final class Driver implements AutoCloseable {
  private static final long PATIENCE_S = 600;
  private static final int SIGKILLED = 128 + 9;

  private final Process process;
  private final Path log;

  private Driver(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts a command.
   *
   * @param log takes what it says
   */
  static Driver start(Path log, List<String> arguments) throws IOException {
    return start(log, List.of(), "-Xmx1g", arguments);
  }

  /**
   * Starts a command in other circumstances.
   *
   * @param wrapper words in front of the command
   * @param heap a JVM flag
   */
  static Driver start(Path log, List<String> wrapper, String heap, List<String> arguments)
      throws IOException {
    List<String> all = new ArrayList<>(arguments);
    for (String setting :
        List.of(
            "spark.master=local[2]",
            "spark.driver.host=127.0.0.1",
            "spark.driver.bindAddress=127.0.0.1",
            "spark.sql.shuffle.partitions=2",
            "spark.databricks.delta.snapshotPartitions=2")) {
      all.add("--spark");
      all.add(setting);
    }
    return start(log, wrapper, heap, "io.depthlm.jobs.cli.Main", all, Map.of());
  }

  /** Starts a program's main class with more environment than this process has. */
  static Driver start(
      Path log, String mainClass, List<String> arguments, Map<String, String> environment)
      throws IOException {
    return start(log, List.of(), "-Xmx1g", mainClass, arguments, environment);
  }

  /** Starts a program in other circumstances, with no Spark settings added. */
  static Driver start(
      Path log,
      List<String> wrapper,
      String heap,
      String mainClass,
      List<String> arguments,
      Map<String, String> environment)
      throws IOException {
    List<String> command = new ArrayList<>(wrapper);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags());
    command.add(heap);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(mainClass);
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    return new Driver(builder.redirectOutput(log.toFile()).start(), log);
  }

  /** What this process was started with, but for its memory. */
  static List<String> flags() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> !flag.startsWith("-Xmx") && !flag.startsWith("-javaagent"))
        .toList();
  }

  /** What it has said so far. */
  String said() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Kills it, without a chance to tidy up, as soon as the moment has come. */
  void killWhen(String moment, Predicate<Driver> come) throws InterruptedException {
    await(moment, come);
    process.destroyForcibly(); // SIGKILL
    assertEquals(SIGKILLED, process.waitFor(), () -> moment + " came too late:\n" + said());
  }

  /**
   * Sends a signal as soon as the moment has come; returns the exit code.
   *
   * @param signal such as {@code INT}
   */
  int signalWhen(String moment, Predicate<Driver> come, String signal)
      throws IOException, InterruptedException {
    await(moment, come);
    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
    return await();
  }

  private void await(String moment, Predicate<Driver> come) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
    while (!come.test(this)) {
      if (!process.isAlive() || System.nanoTime() > until) {
        fail("the moment '" + moment + "' did not come; exit or running, it said:\n" + said());
      }
      Thread.sleep(2);
    }
  }

  /** Waits for its end; returns the exit code. */
  int await() throws InterruptedException {
    assertFalse(!process.waitFor(PATIENCE_S, TimeUnit.SECONDS), () -> "still runs:\n" + said());
    return process.exitValue();
  }

  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }
}
