package io.depthlm.jobs.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What a test has started: its submitted commands, and the daemons of {@code deploy/standalone.sh}
 * under a SPARK_HOME. {@link #close} ends all of it, however the test ended; so does the end of
 * this JVM, where nobody comes to close.
 */
final class Processes implements AutoCloseable {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private final Path folder;
  private final Path sparkHome;
  private final ConcurrentLinkedQueue<Started> begun = new ConcurrentLinkedQueue<>();
  private final Thread atExit = new Thread(this::endQuietly, "end-cluster");

  /**
   * @param folder takes the logs
   * @param sparkHome whose daemons are ended
   */
  Processes(Path folder, Path sparkHome) {
    this.folder = folder;
    this.sparkHome = sparkHome;
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /** The checkout. */
  static Path root() {
    return ROOT;
  }

  /** A script of {@code deploy/}. */
  static String script(String name) {
    return ROOT.resolve("deploy").resolve(name).toString();
  }

  /** Starts a command in the checkout; it runs while this returns. */
  Started start(String name, Map<String, String> environment, List<String> words)
      throws IOException {
    Path log = Files.createTempFile(folder, name, ".log");
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.directory(ROOT.toFile());
    builder.environment().putIfAbsent("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("SPARK_HOME", sparkHome.toString());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().putAll(environment);
    Started started = new Started(builder.redirectOutput(log.toFile()).start(), log);
    begun.add(started);
    return started;
  }

  @Override
  public void close() throws Exception {
    Runtime.getRuntime().removeShutdownHook(atExit);
    end();
  }

  private void end() throws IOException, InterruptedException {
    begun.forEach(Started::kill);
    Started stop = start("stop", Map.of(), List.of(script("standalone.sh"), "stop"));
    assertEquals(0, stop.await(), stop::said);
  }

  private void endQuietly() {
    try {
      end();
    } catch (IOException | InterruptedException | AssertionError e) {
      System.err.println("the cluster in " + sparkHome + " may still run: " + e);
    }
  }
}
