package io.depthlm.jobs;

import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;

/**
 * Made-up runs of any size, which Spark writes into the tables: {@value #POINTS_PER_FRAME}
 * questions a frame of 640 x 480 px, with truths from 0.3 to 30.3 m and answers around them that
 * have a confidence.
 */
public record GeneratedRuns(Warehouse warehouse) {
  /** Questions about each frame. */
  public static final int POINTS_PER_FRAME = 128;

  private static final String TRUTH = "0.3 + (id * 7919 % 3000) / 100";

  /** Frames that all show one picture. */
  public void frames(String dataset, long frames, URI picture) {
    append(
        Table.FRAMES,
        warehouse.spark().range(frames).toDF(),
        "'" + dataset + "' AS dataset",
        "'frame-' || id AS frame_id",
        "'0' AS image_sha256",
        "'" + picture + "' AS image_uri",
        "640 AS width_px",
        "480 AS height_px",
        "500.0D AS fx_px",
        "500.0D AS fy_px",
        "320.0D AS cx_px",
        "240.0D AS cy_px",
        "'made-up' AS source_uri",
        POINTS_PER_FRAME + " AS n_points",
        "'0' AS content_hash",
        "current_timestamp() AS ingested_at");
  }

  /** The questions about a data set's frames, as plan {@code plan-RUN}. */
  public void plan(String runId, String dataset, long frames) {
    append(
        Table.QUERIES,
        warehouse.spark().range(frames * POINTS_PER_FRAME).toDF(),
        "'plan-" + runId + "' AS plan_id",
        "md5(cast(id AS string)) AS query_id",
        "0 AS work_unit",
        "'axis_distance' AS task",
        "'' AS parameters",
        "'" + dataset + "' AS dataset",
        "array('frame-' || shiftright(id, 7)) AS frame_ids",
        "array(cast(id & 127 AS int)) AS point_ids",
        "array(cast(id * 7919 % 640 AS double)) AS x_px",
        "array(cast(id * 104729 % 480 AS double)) AS y_px",
        TRUTH + " AS truth_value",
        "'z' AS truth_kind",
        "'m' AS unit",
        TRUTH + " AS truth_z_m",
        "0.1 + " + TRUTH + " AS truth_radial_m",
        "'z' AS label_kind",
        "if(id % 4 = 0, 'boundary', 'interior') AS region",
        "500.0D AS fx_px",
        "500.0D AS fy_px",
        "320.0D AS cx_px",
        "240.0D AS cy_px",
        "640 AS width_px",
        "480 AS height_px",
        "cast(id % 5 AS int) AS plane_id",
        TRUTH + " AS step_near_z_m",
        "2 * (" + TRUTH + ") AS step_far_z_m");
  }

  /** A variant's cell, and its answers to all questions of the run's plan. */
  public void answers(String runId, String variantId, String dataset, long frames) {
    new TestTables(warehouse)
        .cell(
            runId,
            variantId,
            "plan-" + runId,
            dataset,
            "axis_distance",
            "z",
            frames * POINTS_PER_FRAME);
    // 16 bits of chance each, other ones for every variant
    Function<Integer, String> chance =
        from ->
            "conv(substr(md5('%s' || query_id), %d, 4), 16, 10) / 65536".formatted(variantId, from);
    append(
        Table.PREDICTIONS,
        warehouse.read(Table.QUERIES).where("plan_id = 'plan-" + runId + "'"),
        "'" + runId + "' AS run_id",
        "'" + variantId + "' AS variant_id",
        "query_id",
        "0 AS attempt",
        "dataset",
        "task",
        "frame_ids[0] AS frame_id",
        "'<answer> 2.00 </answer>' AS answer_text",
        "truth_value * (0.8 + 0.5 * (" + chance.apply(1) + ")) AS value",
        "'z' AS value_kind",
        "'ok' AS parse_status",
        chance.apply(5) + " AS confidence",
        "1.0D AS latency_ms",
        "1 AS batch_size",
        "'0' AS executor_id",
        "'none' AS device",
        "current_timestamp() AS predicted_at");
  }

  /** Columns that are not named are null. */
  private void append(Table table, Dataset<Row> rows, String... columns) {
    Dataset<Row> named = rows.selectExpr(columns);
    List<String> given = Arrays.asList(named.columns());
    Column[] all =
        Stream.of(table.schema().fields())
            .map(field -> given.contains(field.name()) ? functions.col(field.name()) : none(field))
            .toArray(Column[]::new);
    String unknown =
        given.stream()
            .filter(name -> !Arrays.asList(table.schema().fieldNames()).contains(name))
            .collect(Collectors.joining(", "));
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(table + " has no columns " + unknown);
    }
    warehouse.append(table, named.select(all));
  }

  private static Column none(StructField field) {
    return functions.lit(null).cast(field.dataType()).as(field.name());
  }
}
