package io.depthlm.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.geometry.LabelKind;
import io.depthlm.common.synth.DepthMapFormat;
import io.depthlm.common.synth.Fidelity;
import io.depthlm.common.synth.LabelPattern;
import io.depthlm.common.synth.LocalTarget;
import io.depthlm.common.synth.SynthSettings;
import io.depthlm.common.synth.SynthWriter;
import io.depthlm.jobs.TestSpark;
import io.depthlm.jobs.ingest.IngestJob;
import io.depthlm.jobs.s3.S3Server;
import java.awt.image.BufferedImage;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import javax.imageio.ImageIO;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
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

  private static void put(String uri, String text) throws Exception {
    Path path = new Path(uri);
    try (FSDataOutputStream out = path.getFileSystem(hadoop).create(path)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void aSweepWithNothingOnALocalDisk() throws Exception {
    String root = "s3a://" + BUCKET;
    Cli.succeed(
        "synth --frames 6 --seed 3 --fast --points 4 --size 96x72 --out " + root + "/scenes");
    Cli.succeed(
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
        Cli.succeed(
            "ingest --dataset scenes --format jsonl --label-kind radial --input "
                + root
                + "/scenes"
                + warehouse);
    assertTrue(ingest.out().contains("6 frames with 24 points"), ingest.out());
    Cli.Run sweep = Cli.succeed("sweep --conf " + root + "/conf/sweeps/all.conf" + warehouse);
    assertTrue(sweep.out().contains(" 0 failed"), sweep.out());
    // nothing lost, nothing doubled
    assertEquals(
        "dataset,asked\nscenes,48\n",
        Cli.succeed(
                "sql 'SELECT dataset, count(*) AS asked FROM (SELECT dataset FROM predictions UNION"
                    + " ALL SELECT dataset FROM rejects) GROUP BY dataset' --format csv"
                    + warehouse)
            .out());
    assertEquals(
        "status\nfinished\n",
        Cli.succeed("sql 'SELECT status FROM runs' --format csv" + warehouse).out());
    assertNoSecret(List.of(sweep.out(), sweep.err(), ingest.out(), ingest.err()));
  }

  /** Sixty pictures as files and as two shards: what each costs in requests. */
  @Test
  void picturesInShardsAreReadTogether() throws Exception {
    java.nio.file.Path drawn = folder.resolve("drawn");
    SynthWriter.write(
        SynthSettings.of(60, 5)
            .withSize(64, 48)
            .withLabels(3, LabelKind.Z, LabelPattern.UNIFORM)
            .withOutput(Fidelity.FAST, DepthMapFormat.NONE),
        new LocalTarget(drawn));
    String root = "s3a://" + BUCKET + "/many";
    Path target = new Path(root + "/files");
    target.getFileSystem(hadoop).copyFromLocalFile(new Path(drawn.toUri()), target);
    List<java.nio.file.Path> images = images(drawn);
    shard(root + "/shards/0.tar", drawn, images.subList(0, 30));
    shard(root + "/shards/1.tar", drawn, images.subList(30, 60));
    String warehouse = " --warehouse " + folder.resolve("of-many");
    String ingest = "ingest --format jsonl --label-kind z --input " + root + "/files";

    server.front().forgetRequests();
    Cli.succeed(ingest + " --dataset files" + warehouse);
    assertEquals(60, requests("HEAD", "/many/files/images/"));
    assertEquals(60, requests("GET", "/many/files/images/"));

    server.front().forgetRequests();
    Cli.Run run =
        Cli.succeed(ingest + " --dataset shards --images " + root + "/shards" + warehouse);
    assertTrue(run.out().contains("60 frames with 180 points; 60 new"), run.out());
    assertTrue(run.out().contains("rejects: none"), run.out());
    assertEquals(0, requests("GET", "/many/files/images/"));
    assertEquals(2, requests("GET", "/many/shards/"), "each shard once");

    put(
        root + "/conf/both.conf",
        """
        datasets = [files, shards]
        models = [probe]
        tasks = [axis_distance]
        focal_px = [60]
        compare_as = z
        """);
    server.front().forgetRequests();
    Cli.succeed("predict --conf " + root + "/conf/both.conf" + warehouse);
    long ofFiles = requests("GET", "/many/files/images/");
    long ofShards = requests("GET", "/many/shards/");
    assertTrue(ofShards >= 2 && ofShards <= 20, "reads of shards: " + ofShards);
    assertEquals(0, requests("HEAD", "/many/shards/"));
    // a few frames have only points that the border rule rejects; the others are read once each
    assertTrue(ofFiles > 40, "pictures with questions: " + ofFiles);
    assertEquals(
        "frames\n" + ofFiles + "\n",
        Cli.succeed(
                "sql 'SELECT count(DISTINCT frame_id) AS frames FROM predictions WHERE dataset ="
                    + " \"files\"' --format csv"
                    + warehouse)
            .out());
    // the same pictures, the same answers
    assertEquals(
        "different\n0\n",
        Cli.succeed(
                "sql 'SELECT count(*) AS different FROM (SELECT * FROM predictions WHERE dataset ="
                    + " \"files\") a FULL JOIN (SELECT * FROM predictions WHERE dataset ="
                    + " \"shards\") b ON a.query_id = b.query_id WHERE a.answer_text IS NULL OR"
                    + " b.answer_text IS NULL OR a.answer_text <> b.answer_text' --format csv"
                    + warehouse)
            .out());
  }

  /** A lidar format and a dense one as their authors publish them: what is fetched how often. */
  @Test
  void rawDataSetsAreReadWhereTheyLie() throws Exception {
    java.nio.file.Path golden =
        java.nio.file.Path.of("../common/src/test/resources/golden/dataset/raw");
    String root = "s3a://" + BUCKET + "/raw";
    for (String format : List.of("ddad", "kitti")) {
      Path target = new Path(root + "/" + format);
      target
          .getFileSystem(hadoop)
          .copyFromLocalFile(new Path(golden.resolve(format + "/input").toUri()), target);
    }
    server.front().forgetRequests();
    Cli.Run lidar = Cli.succeed(raw("ddad", root));
    assertTrue(lidar.out().contains("4 frames with 380 points"), lidar.out());
    // Each sweep once for all its pictures, each picture once; a folder's name has a space.
    assertEquals(3, requests("GET", ".npz"), () -> server.front().requests().toString());
    assertEquals(4, requests("GET", "/rgb/"), () -> server.front().requests().toString());

    server.front().forgetRequests();
    Cli.Run dense = Cli.succeed(raw("kitti", root));
    assertTrue(dense.out().contains("2 frames with 192 points"), dense.out());
    // Two of the four depth maps have no depth: their pictures are not asked for.
    assertEquals(4, requests("GET", "/proj_depth/"), () -> server.front().requests().toString());
    assertEquals(2, requests("GET", "/data/"), () -> server.front().requests().toString());
    assertEquals(6, requests("HEAD", "/0000000005.png"));
  }

  private static String raw(String format, String root) {
    return "ingest --dataset %1$s --format %1$s --input %2$s/%1$s --warehouse %3$s"
        .formatted(format, root, folder.resolve("of-raw"));
  }

  /** Among the columns that nobody asks for is one of a type that Spark does not know. */
  @Test
  void aTableOfPandasIsRead() throws Exception {
    String root = "s3a://" + BUCKET + "/of-pandas";
    Path file = new Path(root + "/table/t.parquet");
    try (FSDataOutputStream out = file.getFileSystem(hadoop).create(file);
        InputStream in = IngestJob.class.getResourceAsStream("tables/pandas.parquet")) {
      in.transferTo(out);
    }
    for (String name : List.of("a", "b", "c")) {
      Path image = new Path(root + "/im/" + name + ".png");
      try (FSDataOutputStream out = image.getFileSystem(hadoop).create(image)) {
        ImageIO.write(new BufferedImage(32, 24, BufferedImage.TYPE_INT_RGB), "png", out);
      }
    }
    Cli.Run run =
        Cli.succeed(
            "ingest --dataset pandas --format table --label-kind z --input "
                + root
                + "/table --images "
                + root
                + " --warehouse "
                + folder.resolve("of-a-table"));
    assertTrue(run.out().contains("3 frames with 6 points"), run.out());
  }

  private static long requests(String method, String part) {
    return server.front().requests().stream()
        .filter(r -> r.startsWith(method + " ") && r.contains(part))
        .count();
  }

  private static List<java.nio.file.Path> images(java.nio.file.Path root) throws Exception {
    try (var files = Files.walk(root)) {
      return files.filter(f -> f.toString().endsWith(".png")).sorted().toList();
    }
  }

  private static void shard(String uri, java.nio.file.Path root, List<java.nio.file.Path> images)
      throws Exception {
    Path path = new Path(uri);
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(path.getFileSystem(hadoop).create(path))) {
      for (java.nio.file.Path image : images) {
        byte[] bytes = Files.readAllBytes(image);
        TarArchiveEntry entry = new TarArchiveEntry(root.relativize(image).toString());
        entry.setSize(bytes.length);
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
      }
    }
  }

  @Test
  void aStoreThatCannotBeUsedIsToldAtOnce() throws Exception {
    hadoop.set("fs.s3a.bucket.dead.endpoint", "http://127.0.0.1:1");
    assertUserError(
        "s3a://dead/w", "depthlm: s3a://dead cannot be reached at http://127.0.0.1:1: ");
    server.serve(hadoop, "not-there");
    assertUserError(
        "s3a://not-there/w", "depthlm: there is no bucket s3a://not-there at " + server.endpoint());
    server.bucket("others");
    server.serve(hadoop, "others");
    hadoop.set("fs.s3a.bucket.others.access.key", "AKIAWRONG");
    hadoop.set("fs.s3a.bucket.others.secret.key", "wrong");
    hadoop.set(
        "fs.s3a.bucket.others.aws.credentials.provider",
        "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider");
    assertUserError(
        "s3a://others/w",
        "depthlm: s3a://others at " + server.endpoint() + " refuses these credentials: ");
  }

  private static void assertUserError(String warehouse, String told) {
    long start = System.nanoTime();
    Cli.Run run = Cli.run("sql", "SELECT 1", "--warehouse", warehouse);
    long seconds = (System.nanoTime() - start) / 1_000_000_000;
    assertEquals(2, run.code(), run.err());
    assertTrue(run.err().startsWith(told), run.err());
    assertTrue(run.err().lines().count() <= 2, run.err());
    assertTrue(seconds < 60, seconds + " s");
  }

  @Test
  void secretsInUrisAndSettingsAreRefusedWithoutRepeatingThem() {
    for (String line :
        List.of(
            "sql 'SELECT 1' --warehouse s3a://AKIAFAKE:hush-hush@bucket/w",
            "sql 'SELECT 1' --warehouse s3a://AKIAFAKE:hush/hush-hush@bucket/w",
            "ingest --dataset d --format jsonl --label-kind z --warehouse "
                + folder
                + "/w --input s3a://AKIAFAKE:hush-hush@bucket/lines",
            "sql 'SELECT 1' --warehouse w --spark spark.hadoop.fs.s3a.secret.key=hush-hush",
            "sql 'SELECT 1' --warehouse w --spark spark.hadoop.fs.s3a.bucket.b.access.key=hush",
            "sql 'SELECT 1' --warehouse w --spark fs.s3a.secret.key=hush-hush")) {
      Cli.Run run = Cli.run(Cli.shellWords(line));
      assertEquals(2, run.code(), line);
      assertFalse((run.out() + run.err()).contains("hush"), run.err());
      assertTrue(
          run.err().contains("credentials")
              || run.err().contains("would put a credential into plans and logs")
              || run.err().contains("fs.s3a.secret.key=... is no Spark setting"),
          run.err());
    }
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
