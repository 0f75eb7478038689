package io.depthlm.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
            models = [{name = network, engine = dense, uri = "%s"}, constant-2m]
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
