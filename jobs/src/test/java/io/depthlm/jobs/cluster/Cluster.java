package io.depthlm.jobs.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A standalone cluster of this machine as {@code deploy/README.md} has it made: a SPARK_HOME of
 * this build's jars, a master and workers in processes of their own, the application jar handed
 * over by {@code deploy/spark-submit.sh}.
 *
 * <p>What the driver has of its own (the jar, configuration) lies in a folder that workers and
 * executors see empty: nothing may come to them by a disk that happens to be shared.
 */
final class Cluster implements AutoCloseable {
  private static final int WORKERS = 2;

  private final Path folder;
  private final Processes processes;
  private final Map<String, String> environment = new LinkedHashMap<>();
  private String master;

  private Cluster(Path folder) {
    this.folder = folder;
    this.processes = new Processes(folder, folder.resolve("spark"));
    environment.put("DEPTHLM_JAR", own().resolve("depthlm.jar").toString());
    environment.put("DEPTHLM_HOME", own().toString());
  }

  /**
   * Starts it, or leaves nothing of it running.
   *
   * @param workers further environment of master and workers
   */
  static Cluster start(Path folder, Map<String, String> workers) throws Exception {
    Cluster cluster = new Cluster(folder);
    try {
      cluster.start(workers);
      return cluster;
    } catch (Exception | AssertionError e) {
      cluster.close();
      throw e;
    }
  }

  private void start(Map<String, String> workers) throws Exception {
    Path jar = Processes.root().resolve("jobs/target/depthlm.jar");
    assertTrue(Files.exists(jar), "no " + jar + ": this tier runs with verify, behind package");
    Files.createDirectories(own());
    Files.copy(jar, own().resolve("depthlm.jar"), StandardCopyOption.REPLACE_EXISTING);
    finish("home", environment, Processes.script("spark-home.sh"), folder + "/spark");
    Map<String, String> theirs = new LinkedHashMap<>(environment);
    theirs.put("SPARK_MASTER_PORT", "0");
    theirs.put("SPARK_WORKER_CORES", "4");
    theirs.put("SPARK_WORKER_MEMORY", "4g");
    theirs.put("JAVA_HOME", hidingJava().toString());
    theirs.put("DJL_CACHE_DIR", natives().toString());
    theirs.putAll(workers);
    master =
        finish("start", theirs, Processes.script("standalone.sh"), "start", "" + WORKERS).strip();
    assertTrue(master.matches("spark://127\\.0\\.0\\.1:\\d+"), master);
  }

  /** What only drivers see. */
  Path own() {
    return folder.resolve("driver");
  }

  /** What executors see as well: it stands for the object storage. */
  Path shared() {
    return folder.resolve("shared");
  }

  /** Where executors unpack native libraries. */
  Path natives() {
    return folder.resolve("natives");
  }

  /** A Java for workers and executors that mounts an empty folder over the driver's first. */
  private Path hidingJava() throws IOException {
    Path java = folder.resolve("hiding-java/bin/java");
    Files.createDirectories(java.getParent());
    Files.writeString(
        java,
        """
        #!/bin/sh
        [ "$(id -u)" = 0 ] && user= || user=-r
        exec unshare -m $user sh -c 'mount -t tmpfs none "$0" && exec "$@"' '%s' '%s/bin/java' "$@"
        """
            .formatted(own(), System.getProperty("java.home")));
    assertTrue(java.toFile().setExecutable(true));
    return java.getParent().getParent();
  }

  /**
   * Submits a command; it runs while this returns.
   *
   * @param options of spark-submit
   */
  Started submit(String name, List<String> options, String... command) throws IOException {
    List<String> words =
        new ArrayList<>(
            List.of(
                Processes.script("spark-submit.sh"),
                "--master",
                master,
                "--driver-memory",
                "1g",
                "--executor-memory",
                "1g",
                "--conf",
                "spark.sql.shuffle.partitions=2",
                "--conf",
                "spark.databricks.delta.snapshotPartitions=2"));
    words.addAll(options);
    words.add("--");
    words.addAll(Arrays.asList(command));
    return processes.start(name, environment, words);
  }

  /** The processes of its executors; other clusters of this machine have theirs. */
  List<ProcessHandle> executors() {
    try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
      return all.filter(this::isExecutor).toList();
    }
  }

  private boolean isExecutor(ProcessHandle process) {
    Path proc = Path.of("/proc/" + process.pid());
    try {
      return Files.readString(proc.resolve("cmdline")).contains("CoarseGrainedExecutorBackend")
          && Files.readSymbolicLink(proc.resolve("cwd")).startsWith(folder.toRealPath());
    } catch (IOException e) {
      return false;
    }
  }

  /** Waits for a command that must succeed; returns what it said. */
  private String finish(String name, Map<String, String> environment, String... words)
      throws Exception {
    Started run = processes.start(name, environment, List.of(words));
    assertEquals(0, run.await(), run::said);
    return run.said();
  }

  @Override
  public void close() throws Exception {
    processes.close();
  }
}
