package io.depthlm.jobs.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.metrics.Bootstrap;
import io.depthlm.jobs.TestSpark;
import io.depthlm.jobs.TestTables;
import io.depthlm.jobs.spark.Progress;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Evaluation by all measures of 256,000 and of 1,024,000 questions (times {@code -Dscale.times}):
 * its time must not outgrow its rows.
 */
@Tag("scale")
class EvaluateScaleTest {
  private static final int POINTS_PER_FRAME = 128;
  private static final int TIMES = Integer.getInteger("scale.times", 1);

  @TempDir Path folder;

  @Test
  void timeGrowsNoFasterThanRows() {
    Warehouse warehouse =
        new Warehouse(TestSpark.session(), folder.resolve("warehouse").toString());
    tables(warehouse, "warm", 500);
    secondsFor(warehouse, "warm", 64_000);
    tables(warehouse, "small", TIMES * 2_000L);
    tables(warehouse, "large", TIMES * 8_000L);
    double smallS = secondsFor(warehouse, "small", TIMES * 256_000L);
    double largeS = secondsFor(warehouse, "large", TIMES * 1_024_000L);
    System.out.printf(
        "evaluate: %,d questions %.1f s, %,d questions %.1f s (%.2f times)%n",
        TIMES * 256_000, smallS, TIMES * 1_024_000, largeS, largeS / smallS);
    assertTrue(largeS < 4.5 * smallS, "%.1f s and %.1f s".formatted(smallS, largeS));
  }

  private static double secondsFor(Warehouse warehouse, String runId, long questions) {
    long start = System.nanoTime();
    EvaluateResult result =
        new EvaluateJob(warehouse, new EvaluateRequest(runId, Map.of(), Bootstrap.DEFAULT))
            .run(Progress.SILENT);
    double seconds = (System.nanoTime() - start) / 1e9;
    assertEquals(questions, result.cells().get(0).questions().answered());
    return seconds;
  }

  private static void tables(Warehouse warehouse, String runId, long frames) {
    Dataset<Row> questions =
        warehouse
            .spark()
            .range(frames * POINTS_PER_FRAME)
            .selectExpr(
                "'plan-" + runId + "' AS plan_id",
                "md5(cast(id AS string)) AS query_id",
                "0 AS work_unit",
                "'axis_distance' AS task",
                "'' AS parameters",
                "'set' AS dataset",
                "array('frame-' || shiftright(id, 7)) AS frame_ids",
                "array(cast(id & 127 AS int)) AS point_ids",
                "array(cast(id * 7919 % 640 AS double)) AS x_px",
                "array(cast(id * 104729 % 480 AS double)) AS y_px",
                "0.3 + (id * 7919 % 3000) / 100 AS truth_value",
                "'z' AS truth_kind",
                "'m' AS unit",
                "0.3 + (id * 7919 % 3000) / 100 AS truth_z_m",
                "0.4 + (id * 7919 % 3000) / 100 AS truth_radial_m",
                "'z' AS label_kind",
                "if(id % 4 = 0, 'boundary', 'interior') AS region",
                "500.0D AS fx_px",
                "500.0D AS fy_px",
                "320.0D AS cx_px",
                "240.0D AS cy_px",
                "640 AS width_px",
                "480 AS height_px",
                "cast(id % 5 AS int) AS plane_id",
                "0.3 + (id * 7919 % 3000) / 100 AS step_near_z_m",
                "0.6 + (id * 7919 % 3000) / 50 AS step_far_z_m");
    warehouse.append(Table.QUERIES, questions);
    new TestTables(warehouse)
        .cell(runId, "0a", "plan-" + runId, "set", "axis_distance", "z", frames * POINTS_PER_FRAME);
    warehouse.append(
        Table.PREDICTIONS,
        warehouse
            .read(Table.QUERIES)
            .where("plan_id = 'plan-" + runId + "'")
            .selectExpr(
                "'" + runId + "' AS run_id",
                "'0a' AS variant_id",
                "query_id",
                "0 AS attempt",
                "dataset",
                "task",
                "frame_ids[0] AS frame_id",
                "'<answer> 2.00 </answer>' AS answer_text",
                "truth_value * (0.8 + 0.5 * (conv(substr(query_id, 1, 4), 16, 10) / 65536)) AS"
                    + " value",
                "'z' AS value_kind",
                "'ok' AS parse_status",
                "conv(substr(query_id, 5, 4), 16, 10) / 65536 AS confidence",
                "0 AS prompt_tokens",
                "0 AS answer_tokens",
                "1.0D AS latency_ms",
                "1 AS batch_size",
                "null AS effective_focal_px",
                "'0' AS executor_id",
                "'none' AS device",
                "null AS computed_in",
                "null AS service_model",
                "null AS service_fingerprint",
                "null AS cost_usd",
                "null AS error_code",
                "null AS error_retriable",
                "null AS error_detail",
                "null AS reused_from",
                "current_timestamp() AS predicted_at"));
  }
}
