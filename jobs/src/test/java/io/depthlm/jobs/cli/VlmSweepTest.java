package io.depthlm.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.jobs.TinyModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A checkpoint of each family through every stage. What models of random weights say is no
 * distance; that each question got its answer, and that the model saw picture and words, shows all
 * the same.
 */
class VlmSweepTest {
  @TempDir Path folder;

  @Test
  void everyQuestionAboutDrawnScenesEndsInAPrediction() throws IOException {
    String scenes = folder.resolve("scenes").toString();
    Cli.succeed(
        "synth --frames 3 --seed 5 --size 96x72 --points 8 --label-kind z --out '" + scenes + "'");
    sweep(scenes, "scenes", 24, 8);
    assertEquals(
        "kept\ntrue\n",
        Cli.csv(
            "SELECT count_if((finish_reason = 'length') <> (answer_tokens = 8)) = 0"
                + " AND min(length(answer_text)) > 0 AS kept FROM predictions",
            folder.resolve("warehouse").toString()));
  }

  @Tag("ibims1")
  @Test
  void everyQuestionAboutIbims1EndsInAPrediction() throws IOException {
    String frames = System.getProperty("ibims1.dir");
    assertNotNull(frames, "give the folder of the frames: -Dibims1.dir=DIR");
    sweep(frames, "ibims1", 10_000, 100);
  }

  private void sweep(String input, String dataset, long points, long pointsPerFrame)
      throws IOException {
    String warehouse = folder.resolve("warehouse").toString();
    Cli.succeed(
        "ingest --format jsonl --label-kind z --dataset %s --input '%s' --warehouse '%s'"
            .formatted(dataset, input, warehouse));
    Path conf =
        Files.writeString(
            folder.resolve("tiny.conf"),
            """
            datasets = [%s]
            models = %s
            tasks = [axis_distance]
            focal_px = [100]
            compare_as = z
            evaluate.bootstrap_replicates = 20
            """
                .formatted(dataset, TinyModels.entries(TinyModels.NAMES)));
    Cli.Run sweep = Cli.succeed("sweep --conf '%s' --warehouse '%s'".formatted(conf, warehouse));
    // Random models do not end: their answers are cut off, and that is said.
    assertTrue(
        sweep
            .err()
            .contains("answers of tiny-qwen on %s reached its max_new_tokens".formatted(dataset)),
        sweep.err());
    // What is cut off has all its words, what is shorter has ended; an end may also be the last
    // word.
    assertEquals(
        "kept\ntrue\n",
        Cli.csv(
            """
            SELECT every(CASE finish_reason WHEN 'length' THEN answer_tokens = 8
                WHEN 'stop' THEN answer_tokens <= 8 ELSE false END)
              AND count_if(finish_reason = 'length') > 0 AS kept
            FROM predictions\
            """,
            warehouse));
    // One end for each question of each model, and none of them a failure. Words that the tokenizer
    // does not know have no text; among many questions a random model says nothing else to some.
    assertEquals(
        "model,planned,ended,predicted,failed,words\n"
            + "tiny-pixtral,%1$d,%1$d,true,0,true\ntiny-qwen,%1$d,%1$d,true,0,true\n"
                .formatted(points),
        Cli.csv(
            """
            SELECT model, max(n_queries) AS planned,
              count(p.query_id) + max(coalesce(r.n, 0)) AS ended,
              count(DISTINCT p.query_id) = count(p.query_id) AND count(p.query_id) > 0 AS predicted,
              count_if(parse_status = 'failed') AS failed,
              min(answer_tokens) BETWEEN 1 AND 8 AND max(answer_tokens) = 8
                AND every(length(answer_text) > 0 OR parse_status = 'unparsed') AS words
            FROM run_cells c
              JOIN predictions p USING (run_id, variant_id, dataset)
              LEFT JOIN (SELECT run_id, variant_id, count(*) AS n FROM rejects
                GROUP BY ALL) r USING (run_id, variant_id)
            GROUP BY model ORDER BY model\
            """,
            warehouse));
    // The picture and the mark in it move what is said: neither is one for all.
    String[] said =
        Cli.csv(
                """
                SELECT model, count(DISTINCT confidence) AS answers,
                  count(DISTINCT frame_id) AS frames, min(prompt_tokens) AS tokens
                FROM predictions JOIN run_cells USING (run_id, variant_id, dataset)
                GROUP BY model ORDER BY model\
                """,
                warehouse)
            .split("\n");
    for (int i = 1; i < said.length; i++) {
      String[] of = said[i].split(",");
      assertTrue(Long.parseLong(of[1]) > Long.parseLong(of[2]), said[i]);
      assertTrue(Integer.parseInt(of[3]) > 20, said[i]);
    }
    assertEquals(3, said.length);
    assertEquals(points / pointsPerFrame, Long.parseLong(said[1].split(",")[2]));
    assertEquals(
        "status,unparsed\nfinished,true\n",
        Cli.csv(
            "SELECT status, counts['failed'] = 0 AND counts['answered'] + counts['unparsed'] +"
                + " counts['rejected'] = counts['planned'] AS unparsed FROM runs",
            warehouse));
  }
}
