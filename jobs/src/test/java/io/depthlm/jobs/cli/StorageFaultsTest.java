package io.depthlm.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.jobs.TestSpark;
import io.depthlm.jobs.s3.S3Front.Fault;
import io.depthlm.jobs.s3.S3Server;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.concurrent.CompletableFuture;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The object store has a bad day in the middle of a run. */
@Tag("faults")
class StorageFaultsTest {
  private static final int POINTS = 1200;
  private static final String BUCKET = "weather";
  private static final String ROOT = "s3a://" + BUCKET;
  private static final String WAREHOUSE = " --warehouse " + ROOT + "/warehouse";
  @TempDir static java.nio.file.Path folder;
  private static S3Server server;
  private static Configuration hadoop;

  @BeforeAll
  static void ingest() throws Exception {
    server = S3Server.start(folder);
    hadoop = TestSpark.session().sparkContext().hadoopConfiguration();
    server.bucket(BUCKET);
    // Less patience than a minute, so that what exceeds it need not be minutes.
    String prefix = "fs.s3a.bucket." + BUCKET + ".";
    hadoop.set(prefix + "attempts.maximum", "2");
    hadoop.set(prefix + "retry.limit", "4");
    hadoop.set(prefix + "retry.throttle.limit", "6");
    hadoop.set(prefix + "retry.throttle.interval", "200ms");
    server.serve(hadoop, BUCKET);
    Cli.succeed(
        "synth --frames 30 --points 40 --seed 4 --fast --size 96x72 --out " + ROOT + "/scenes");
    Cli.succeed(
        "ingest --dataset scenes --format jsonl --label-kind radial --input "
            + ROOT
            + "/scenes"
            + WAREHOUSE);
  }

  @AfterEach
  void heal() {
    server.front().heal();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  /** A sweep of one chunk after the other, 100 questions each. */
  private static String sweep(String name, String model) throws Exception {
    Path path = new Path(ROOT + "/conf/" + name + ".conf");
    try (FSDataOutputStream out = path.getFileSystem(hadoop).create(path)) {
      out.write(
          """
          datasets = [scenes]
          models = [%s]
          tasks = [axis_distance]
          focal_px = [80]
          compare_as = z
          evaluate.bootstrap_replicates = 20
          predict.chunk_rows = 100
          """
              .formatted(model)
              .getBytes(StandardCharsets.UTF_8));
    }
    return "sweep --run-id " + name + " --conf " + path + WAREHOUSE;
  }

  private static long commits() throws Exception {
    java.nio.file.Path log =
        server.objects().resolve(BUCKET).resolve("warehouse/predictions/_delta_log");
    if (!Files.exists(log)) {
      return 0;
    }
    try (var files = Files.list(log)) {
      return files.filter(f -> f.toString().endsWith(".json")).count();
    }
  }

  /** Questions with an end, and those with more than one attempt. */
  private static void assertNothingLostNothingDoubled(String run) {
    assertEquals(
        "ends,doubled\n" + POINTS + ",0\n",
        Cli.succeed(
                ("sql 'SELECT (SELECT count(DISTINCT query_id) FROM predictions WHERE run_id ="
                            + " \"%s\") + (SELECT count(DISTINCT query_id) FROM rejects WHERE run_id ="
                            + " \"%s\") AS ends, (SELECT count(*) - count(DISTINCT query_id, attempt) FROM"
                            + " predictions WHERE run_id = \"%s\") AS doubled' --format csv")
                        .formatted(run, run, run)
                    + WAREHOUSE)
            .out());
  }

  private static String value(String sql) {
    return Cli.succeed("sql '" + sql + "' --format csv" + WAREHOUSE).out().lines().toList().get(1);
  }

  @Test
  void anOutageThatEndsInTimeIsNotNoticed() throws Exception {
    String sweep = sweep("outage", "{name = two, engine = constant, depth_m = 2}");
    long before = commits();
    CompletableFuture<Cli.Run> run =
        CompletableFuture.supplyAsync(() -> Cli.run(Cli.shellWords(sweep)));
    while (commits() < before + 2 && !run.isDone()) {
      Thread.sleep(20);
    }
    server.front().forgetRequests();
    server.front().fail(Fault.UNAVAILABLE, request -> true);
    Thread.sleep(2000);
    server.front().fail(Fault.DROPPED, request -> true);
    Thread.sleep(1000);
    assertTrue(!run.isDone(), () -> "too late: " + run.join().err());
    int during = server.front().requests().size();
    // from here every third request of any kind goes wrong, and some answers are lost
    int[] count = {0};
    server.front().fail(Fault.ANSWER_LOST, r -> r.startsWith("PUT") && ++count[0] % 3 == 0);
    Cli.Run ended = run.get();
    assertTrue(during > 0, "requests in the outage");
    assertTrue(count[0] > 3, "writes after it: " + count[0]);
    assertEquals(0, ended.code(), ended.err());
    server.front().heal();
    assertNothingLostNothingDoubled("outage");
    assertEquals("finished", value("SELECT status FROM runs WHERE run_id = \"outage\""));
  }

  @Test
  void anOutageThatDoesNotEndIsTheRunsEndAndIsMendedByTheSameCommand() throws Exception {
    String sweep = sweep("pictures", "probe");
    server.front().fail(Fault.UNAVAILABLE, r -> r.startsWith("GET") && r.contains("/images/"));
    Cli.Run failed = Cli.run(Cli.shellWords(sweep));
    assertEquals(2, failed.code(), failed.err());
    assertTrue(failed.err().contains("none of the first"), failed.err());
    assertEquals("failed", value("SELECT status FROM runs WHERE run_id = \"pictures\""));
    assertTrue(
        value("SELECT failure FROM runs WHERE run_id = \"pictures\"")
            .contains("could be answered"));
    String detail =
        value(
            "SELECT DISTINCT concat(error_code, error_retriable, error_detail LIKE \"%503%\") FROM"
                + " predictions WHERE run_id = \"pictures\"");
    assertEquals("image_unreadabletruetrue", detail);
    server.front().heal();
    Cli.succeed(sweep);
    assertNothingLostNothingDoubled("pictures");
    assertEquals("finished", value("SELECT status FROM runs WHERE run_id = \"pictures\""));
  }

  @Test
  void aTableThatCannotBeWrittenEndsTheRunWithItsCause() throws Exception {
    String sweep = sweep("tables", "{name = three, engine = constant, depth_m = 3}");
    server
        .front()
        .fail(Fault.UNAVAILABLE, r -> r.startsWith("PUT") && r.contains("/warehouse/predictions/"));
    Cli.Run failed = Cli.run(Cli.shellWords(sweep));
    assertTrue(failed.code() == 2 || failed.code() == 3, failed.err());
    assertEquals("failed", value("SELECT status FROM runs WHERE run_id = \"tables\""));
    String cause = value("SELECT failure FROM runs WHERE run_id = \"tables\"");
    assertTrue(
        cause.contains("503") || cause.contains("Slow Down") || cause.contains("SlowDown"), cause);
    server.front().heal();
    Cli.succeed(sweep);
    assertNothingLostNothingDoubled("tables");
    assertEquals("finished", value("SELECT status FROM runs WHERE run_id = \"tables\""));
  }
}
