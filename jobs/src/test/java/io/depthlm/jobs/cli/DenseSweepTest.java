package io.depthlm.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A depth network beside a constant: the same questions, one call a frame. */
class DenseSweepTest {
  @TempDir Path folder;

  @Test
  void aNetworkAnswersTheQuestionsOfAConstantInOneCallForEachFrame() throws IOException {
    String scenes = folder.resolve("scenes").toString();
    String network = folder.resolve("network").toString();
    String warehouse = folder.resolve("warehouse").toString();
    succeeds("checkpoint random --family depth_anything --size tiny --out '" + network + "'");
    succeeds(
        "synth --frames 3 --seed 5 --size 96x72 --points 8 --label-kind z --out '" + scenes + "'");
    succeeds(
        "ingest --format jsonl --label-kind z --dataset scenes --input '%s' --warehouse '%s'"
            .formatted(scenes, warehouse));
    Path conf =
        Files.writeString(
            folder.resolve("dense.conf"),
            """
            datasets = [scenes]
            models = [{name = network, engine = dense, uri = "%s", maps = keep}, constant-2m]
            tasks = [axis_distance]
            focal_px = [native]
            compare_as = z
            evaluate.bootstrap_replicates = 20
            """
                .formatted(network));
    succeeds("sweep --conf '%s' --warehouse '%s'".formatted(conf, warehouse));
    assertEquals(
        "model,same,ok,calls,values\\nconstant-2m,true,true,,false\\nnetwork,true,true,3,true\\n"
            .replace("\\n", "\n"),
        csv(
            """
            WITH asked AS (
              SELECT model, count(*) AS n, count_if(parse_status = 'ok') AS ok,
                count(DISTINCT frame_id, latency_ms, batch_size) AS calls,
                count(DISTINCT value) AS different
              FROM predictions JOIN run_cells USING (run_id, variant_id, dataset, task)
              GROUP BY model)
            SELECT model, n = max(n) OVER () AS same, ok = n AS ok,
              CASE WHEN model = 'network' THEN calls END AS calls, different > 3 AS values
            FROM asked ORDER BY model\
            """,
            warehouse));
    Map<Path, byte[]> maps = maps(warehouse);
    String variant =
        csv("SELECT variant_id FROM run_cells WHERE model = 'network'", warehouse).split("\n")[1];
    assertEquals(
        csv("SELECT frame_id FROM frames ORDER BY frame_id", warehouse)
            .lines()
            .skip(1)
            .map(frame -> Path.of("maps", variant, "scenes", frame.replace("/", "%2F") + ".npz"))
            .collect(Collectors.toCollection(TreeSet::new)),
        maps.keySet());
    // A run of its own writes the same maps again, and takes back one that was damaged.
    Path first = Path.of(warehouse).resolve(maps.keySet().iterator().next());
    Files.write(first, new byte[] {1, 2, 3});
    succeeds("sweep --conf '%s' --warehouse '%s' --run-id again".formatted(conf, warehouse));
    Map<Path, byte[]> again = maps(warehouse);
    assertEquals(maps.keySet(), again.keySet());
    maps.forEach((path, bytes) -> assertArrayEquals(bytes, again.get(path), path::toString));
  }

  /** The files below maps/ by their paths in the warehouse, without Hadoop's checksums. */
  private static Map<Path, byte[]> maps(String warehouse) throws IOException {
    Path root = Path.of(warehouse);
    Map<Path, byte[]> maps = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root.resolve("maps"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!file.getFileName().toString().endsWith(".crc")) {
          maps.put(root.relativize(file), Files.readAllBytes(file));
        }
      }
    }
    return maps;
  }

  private static void succeeds(String line) {
    Cli.Run run = Cli.run(Cli.shellWords(line));
    assertEquals(0, run.code(), run.err());
  }

  private static String csv(String statement, String warehouse) {
    Cli.Run run = Cli.run("sql", statement, "--format", "csv", "--warehouse", warehouse);
    assertEquals(0, run.code(), run.err());
    return run.out();
  }
}
