package io.depthlm.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.jobs.TestSpark;
import io.depthlm.jobs.s3.S3Server;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything on S3: pictures, lines, configuration, a checkpoint and the tables. */
class ObjectStorageTest {
  @TempDir static java.nio.file.Path folder;
  private static final String BUCKET = "everything";
  private static S3Server server;
  private static Configuration hadoop;

  @BeforeAll
  static void start() throws Exception {
    server = S3Server.start(folder);
    SparkSession session = TestSpark.session();
    hadoop = session.sparkContext().hadoopConfiguration();
    server.bucket(BUCKET);
    server.serve(hadoop, BUCKET);
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  private static Cli.Run succeed(String line) {
    Cli.Run run = Cli.run(Cli.shellWords(line));
    assertEquals(0, run.code(), () -> line + "\n" + run.err());
    return run;
  }

  private static void put(String uri, String text) throws Exception {
    Path path = new Path(uri);
    try (FSDataOutputStream out = path.getFileSystem(hadoop).create(path)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void aSweepWithNothingOnALocalDisk() throws Exception {
    String root = "s3a://" + BUCKET;
    succeed("synth --frames 6 --seed 3 --fast --points 4 --size 96x72 --out " + root + "/scenes");
    succeed(
        "checkpoint random --family qwen2_5_vl --size tiny --out " + root + "/checkpoints/tiny");
    put(
        root + "/conf/models/small.conf",
        "engine = vlm\nuri = \"" + root + "/checkpoints/tiny\"\nmax_new_tokens = 2\n");
    put(
        root + "/conf/sweeps/all.conf",
        """
        datasets = [scenes]
        models = [small, constant-2m]
        tasks = [axis_distance]
        focal_px = [60]
        compare_as = z
        evaluate.bootstrap_replicates = 20
        """);
    String warehouse = " --warehouse " + root + "/warehouse";
    Cli.Run ingest =
        succeed(
            "ingest --dataset scenes --format jsonl --label-kind radial --input "
                + root
                + "/scenes"
                + warehouse);
    assertTrue(ingest.out().contains("6 frames with 24 points"), ingest.out());
    Cli.Run sweep = succeed("sweep --conf " + root + "/conf/sweeps/all.conf" + warehouse);
    assertTrue(sweep.out().contains(" 0 failed"), sweep.out());
    // nothing lost, nothing doubled
    assertEquals(
        "dataset,asked\nscenes,48\n",
        succeed(
                "sql 'SELECT dataset, count(*) AS asked FROM (SELECT dataset FROM predictions UNION"
                    + " ALL SELECT dataset FROM rejects) GROUP BY dataset' --format csv"
                    + warehouse)
            .out());
    assertEquals(
        "status\nfinished\n",
        succeed("sql 'SELECT status FROM runs' --format csv" + warehouse).out());
    assertNoSecret(List.of(sweep.out(), sweep.err(), ingest.out(), ingest.err()));
  }

  private static void assertNoSecret(List<String> texts) throws Exception {
    for (String text : texts) {
      assertFalse(text.contains(S3Server.SECRET_KEY), text);
      assertFalse(text.contains(S3Server.ACCESS_KEY), text);
    }
    try (var objects = Files.walk(server.objects())) {
      List<java.nio.file.Path> files = objects.filter(Files::isRegularFile).toList();
      assertTrue(files.size() > 30, "objects: " + files.size());
      for (java.nio.file.Path file : files) {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertFalse(text.contains(S3Server.SECRET_KEY), file::toString);
        assertFalse(text.contains(S3Server.ACCESS_KEY), file::toString);
      }
    }
  }
}
