package io.depthlm.jobs.faults;

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
import io.depthlm.jobs.s3.S3Server;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Several drivers, processes of their own, that share a warehouse on S3 and know of the store and
 * of their keys by the environment only. They write event logs and say all they can; their keys are
 * recognisable.
 */
@Tag("faults")
class TwoDriversOnS3Test {
  private static final int FRAMES = 20;
  private static final int POINTS = 20;

  @TempDir static Path folder;

  private static Driver start(S3Server server, String name, List<String> arguments)
      throws Exception {
    List<String> all = new ArrayList<>(arguments);
    all.add("--debug");
    for (String setting :
        List.of(
            "spark.master=local[2]",
            "spark.driver.host=127.0.0.1",
            "spark.driver.bindAddress=127.0.0.1",
            "spark.sql.shuffle.partitions=2",
            "spark.databricks.delta.snapshotPartitions=2",
            "spark.local.dir=" + folder.resolve("local"),
            "spark.eventLog.enabled=true",
            "spark.eventLog.dir=" + Files.createDirectories(folder.resolve("events")).toUri(),
            "spark.log.level=INFO")) {
      all.add("--spark");
      all.add(setting);
    }
    return Driver.start(
        folder.resolve(name + ".log"), "io.depthlm.jobs.cli.Main", all, server.environment());
  }

  private static Path conf(String name, String models) throws Exception {
    return Files.writeString(
        folder.resolve(name + ".conf"),
        """
        datasets = [scenes]
        models = [%s]
        tasks = [axis_distance]
        focal_px = [80]
        compare_as = z
        evaluate.bootstrap_replicates = 20
        predict.chunk_rows = 100
        """
            .formatted(models));
  }

  @Test
  void theyLoseNothingOfOneAnotherAndTellNoSecret() throws Exception {
    SynthWriter.write(
        SynthSettings.of(FRAMES, 7)
            .withSize(96, 72)
            .withLabels(POINTS, LabelKind.Z, LabelPattern.UNIFORM)
            .withOutput(Fidelity.FAST, DepthMapFormat.NONE),
        new LocalTarget(folder.resolve("scenes")));
    try (S3Server server = S3Server.start(Files.createDirectory(folder.resolve("server")))) {
      String warehouse = server.bucket("shared") + "/warehouse";
      Driver ingest =
          start(
              server,
              "ingest",
              List.of(
                  "ingest",
                  "--dataset",
                  "scenes",
                  "--format",
                  "jsonl",
                  "--label-kind",
                  "z",
                  "--input",
                  folder.resolve("scenes").toString(),
                  "--warehouse",
                  warehouse));
      assertEquals(0, ingest.await(), ingest::said);
      Path one = conf("one", "{name = one, engine = constant, depth_m = 1}");
      Path two = conf("two", "{name = two, engine = constant, depth_m = 2}");
      try (Driver first = start(server, "one", sweep(one, warehouse));
          Driver second = start(server, "two", sweep(two, warehouse));
          Driver again = start(server, "two-again", sweep(two, warehouse))) {
        assertEquals(0, first.await(), first::said);
        Set<Integer> codes = Set.of(second.await(), again.await());
        assertEquals(Set.of(0, 2), codes, () -> second.said() + "\n---\n" + again.said());
        assertTrue((second.said() + again.said()).contains("is being executed by"));
      }
      Driver sql =
          start(
              server,
              "sql",
              List.of(
                  "sql",
                  "SELECT model, asked, different, runs FROM (SELECT variant_id, count(*) AS asked,"
                      + " count(DISTINCT query_id) AS different, count(DISTINCT run_id) AS runs"
                      + " FROM (SELECT run_id, variant_id, query_id FROM predictions UNION ALL"
                      + " SELECT run_id, variant_id, query_id FROM rejects WHERE run_id <> '')"
                      + " GROUP BY variant_id) JOIN run_cells USING (variant_id) ORDER BY model",
                  "--format",
                  "csv",
                  "--warehouse",
                  warehouse));
      assertEquals(0, sql.await(), sql::said);
      // The log stands between the lines of the answer.
      assertEquals(
          List.of("one,400,400,1", "two,400,400,1"),
          sql.said().lines().filter(line -> line.matches("(one|two),.*")).toList(),
          sql::said);
      assertNoSecret(server.objects());
    }
  }

  private static List<String> sweep(Path conf, String warehouse) {
    return List.of("sweep", "--conf", conf.toString(), "--warehouse", warehouse);
  }

  /** Not in any object, log or event log; the server's own settings apart. */
  private static void assertNoSecret(Path objects) throws Exception {
    List<Path> files;
    try (var all = Files.walk(folder)) {
      files =
          all.filter(Files::isRegularFile)
              .filter(f -> !f.getParent().equals(objects.getParent()))
              .toList();
    }
    assertEquals(5, files.stream().filter(f -> f.startsWith(folder.resolve("events"))).count());
    assertTrue(files.stream().filter(f -> f.startsWith(objects)).count() > 50, "objects");
    for (Path file : files) {
      String text = Files.readString(file, StandardCharsets.ISO_8859_1);
      assertFalse(text.contains(S3Server.SECRET_KEY), file::toString);
      assertFalse(text.contains(S3Server.ACCESS_KEY), file::toString);
    }
    String events =
        Files.readString(
            files.stream().filter(f -> f.startsWith(folder.resolve("events"))).findFirst().get());
    // the logs are those of runs that had the keys, and would show what is in the settings
    assertTrue(events.contains("fs.s3a.endpoint"), "settings in the event log");
    assertTrue(events.contains("fs.s3a.access.key\":\"*********(redacted)"), "Spark's own copy");
  }
}
