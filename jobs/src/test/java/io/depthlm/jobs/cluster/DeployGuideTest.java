package io.depthlm.jobs.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.jobs.TestSpark;
import io.depthlm.jobs.s3.S3Server;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code deploy/README.md}'s way to a standalone cluster with object storage, line by line as it
 * stands there. Only what it tells readers to put in is put in: the store, the keys, the folder.
 */
@Tag("cluster")
class DeployGuideTest {
  private static final String HEADING = "## A standalone cluster on one machine";
  private static final String BUILD = "./depthlm --version";

  @TempDir Path folder;

  /** The commands of the section's first block. */
  private static List<String> commands() throws IOException {
    String guide = Files.readString(Processes.root().resolve("deploy/README.md"));
    String section = guide.substring(guide.indexOf(HEADING));
    return section
        .split("```\n")[1]
        .replace("\\\n", "")
        .lines()
        .map(line -> line.replaceFirst(" {2,}#.*", ""))
        .toList();
  }

  private static String put(String commands, String shown, String ours) {
    assertTrue(commands.contains(shown), () -> shown + " in\n" + commands);
    return commands.replace(shown, ours);
  }

  @Test
  void aNewcomerHasAClusterWithObjectStorageInUnderTenCommands() throws Exception {
    List<String> commands = commands();
    assertTrue(commands.size() < 10, () -> String.join("\n", commands));
    assertEquals(BUILD, commands.get(0));
    Path sparkHome = folder.resolve("spark");
    Path objects = Files.createDirectory(folder.resolve("server"));
    try (S3Server server = S3Server.start(objects);
        Processes processes = new Processes(folder, sparkHome)) {
      server.bucket("bucket");
      // This tier runs behind the build, so the first command has been carried out.
      String rest = String.join("\n", commands.subList(1, commands.size()));
      rest = put(rest, "http://127.0.0.1:9000", server.endpoint().toString());
      rest = put(rest, "AWS_ACCESS_KEY_ID=KEY", "AWS_ACCESS_KEY_ID=" + S3Server.ACCESS_KEY);
      rest =
          put(rest, "AWS_SECRET_ACCESS_KEY=SECRET", "AWS_SECRET_ACCESS_KEY=" + S3Server.SECRET_KEY);
      rest = put(rest, "SPARK_HOME=/tmp/spark", "SPARK_HOME=" + sparkHome);
      Started newcomer =
          processes.start(
              "newcomer", surroundings(), List.of("bash", "-euo", "pipefail", "-c", rest));
      assertEquals(0, newcomer.await(), newcomer::said);
      assertTrue(newcomer.said().contains("16 frames with 1,600 points"), newcomer::said);
      assertTrue(newcomer.said().contains(" 0 failed, "), newcomer::said);
      assertTrue(newcomer.said().contains("finished"), newcomer::said);
      assertFalse(newcomer.said().contains(" INFO "), newcomer::said);
      assertFalse(Files.exists(sparkHome.resolve("run/master.pid")), "the last command stopped it");
      SparkSession session = TestSpark.session();
      server.serve(session.sparkContext().hadoopConfiguration(), "bucket");
      assertNothingIsLost(new Warehouse(session, "s3a://bucket/first/warehouse"));
      assertNoKey(objects);
    }
  }

  /** Event logs, a free port and folders of our own; none of it changes a line of the guide. */
  private Map<String, String> surroundings() throws IOException {
    Path conf = Files.createDirectory(folder.resolve("conf"));
    Path events = Files.createDirectory(folder.resolve("events"));
    Files.writeString(
        conf.resolve("spark-defaults.conf"),
        "spark.eventLog.enabled true\nspark.eventLog.dir " + events.toUri() + "\n");
    return Map.of(
        "SPARK_CONF_DIR",
        conf.toString(),
        "SPARK_MASTER_PORT",
        "0",
        "SPARK_LOCAL_DIRS",
        Files.createDirectory(folder.resolve("local")).toString());
  }

  private static void assertNothingIsLost(Warehouse warehouse) {
    warehouse.registerViews();
    SparkSession spark = warehouse.spark();
    assertEquals(16, warehouse.read(Table.FRAMES).count());
    Row points =
        spark
            .sql(
                "SELECT (SELECT count(*) FROM points), (SELECT sum(size(point_ids)) FROM queries),"
                    + " (SELECT coalesce(sum(n_points), 0) FROM rejects WHERE run_id = '')")
            .first();
    assertEquals(1600, points.getLong(0));
    assertEquals(points.getLong(0), points.getLong(1) + points.getLong(2), points::toString);
    List<Row> cells =
        spark
            .sql(
                "SELECT model, n_queries, (SELECT count(*) FROM predictions p WHERE p.variant_id ="
                    + " c.variant_id), (SELECT count(DISTINCT query_id) FROM predictions p WHERE"
                    + " p.variant_id = c.variant_id), (SELECT count(*) FROM rejects r WHERE"
                    + " r.variant_id = c.variant_id) FROM run_cells c")
            .collectAsList();
    assertEquals(3, cells.size());
    for (Row cell : cells) {
      assertEquals(points.getLong(1), cell.getLong(1), cell::toString);
      assertEquals(cell.getLong(1), cell.getLong(2) + cell.getLong(4), cell::toString);
      assertEquals(cell.getLong(2), cell.getLong(3), cell::toString);
    }
    List<String> answered =
        warehouse
            .read(Table.PREDICTIONS)
            .select("executor_id")
            .distinct()
            .as(Encoders.STRING())
            .collectAsList();
    assertTrue(!answered.isEmpty() && !answered.contains("driver"), answered::toString);
  }

  /** Not in any log, event log, folder of an executor or object; the server's settings apart. */
  private void assertNoKey(Path server) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files =
          all.filter(Files::isRegularFile)
              .filter(file -> !file.startsWith(folder.resolve("spark/jars")))
              .filter(file -> !file.getParent().equals(server))
              .toList();
    }
    // synth, ingest, sweep and sql; master and workers; what they wrote
    assertEquals(4, under(files, folder.resolve("events")));
    assertTrue(under(files, folder.resolve("spark/run")) >= 3 + 2 * 4, files::toString);
    assertTrue(under(files, server.resolve("objects")) > 30, files::toString);
    for (Path file : files) {
      String text = Files.readString(file, StandardCharsets.ISO_8859_1);
      assertFalse(text.contains(S3Server.SECRET_KEY), file::toString);
      assertFalse(text.contains(S3Server.ACCESS_KEY), file::toString);
    }
  }

  private static long under(List<Path> files, Path folder) {
    return files.stream().filter(file -> file.startsWith(folder)).count();
  }
}
