package io.depthlm.jobs;

import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructField;
import scala.collection.JavaConverters;

/** Small made-up runs, written straight into the tables. */
public record TestTables(Warehouse warehouse) {
  private static final Timestamp NOW = Timestamp.from(Instant.parse("2026-11-22T00:00:00Z"));

  /**
   * Questions {@code PLAN-fF-P}: frame f has truths of 2 + P + f/10 metres, the last point 30 m;
   * all pixels on the optical axis, so that z and radial are the same.
   */
  public void plan(String planId, String dataset, String task, int frames, int pointsPerFrame) {
    List<Row> rows = new ArrayList<>();
    for (int f = 0; f < frames; f++) {
      for (int p = 0; p < pointsPerFrame; p++) {
        double truthM = p == pointsPerFrame - 1 ? 30 : 2 + p + f / 10.0;
        rows.add(
            row(
                Table.QUERIES,
                Map.ofEntries(
                    Map.entry("plan_id", planId),
                    Map.entry("query_id", planId + "-f" + f + "-" + p),
                    Map.entry("work_unit", 0),
                    Map.entry("task", task),
                    Map.entry("parameters", ""),
                    Map.entry("dataset", dataset),
                    Map.entry("frame_ids", seq("f" + f)),
                    Map.entry("point_ids", seq(p)),
                    Map.entry("x_px", seq(320.0)),
                    Map.entry("y_px", seq(240.0)),
                    Map.entry("truth_value", truthM),
                    Map.entry("truth_kind", "z"),
                    Map.entry("unit", "m"),
                    Map.entry("truth_z_m", truthM),
                    Map.entry("truth_radial_m", truthM),
                    Map.entry("label_kind", "z"),
                    Map.entry("region", p % 2 == 0 ? "interior" : "boundary"))));
      }
    }
    warehouse.append(Table.QUERIES, rows);
  }

  /** A finished run. */
  public void run(String runId) {
    Object nothing = JavaConverters.mapAsScalaMap(Map.of());
    warehouse.append(
        Table.RUNS,
        List.of(
            row(
                Table.RUNS,
                Map.ofEntries(
                    Map.entry("run_id", runId),
                    Map.entry("status", "finished"),
                    Map.entry("sweep", "made-up"),
                    Map.entry("config_hash", "0"),
                    Map.entry("config_passed", ""),
                    Map.entry("config_effective", ""),
                    Map.entry("program_version", "test"),
                    Map.entry("table_versions", nothing),
                    Map.entry("counts", nothing),
                    Map.entry("started_at", NOW),
                    Map.entry("finished_at", NOW),
                    Map.entry("device_seconds", 0.0)))));
  }

  /** A cell; its model is named after the variant. */
  public void cell(
      String runId,
      String variantId,
      String planId,
      String dataset,
      String task,
      String compareAs,
      long queries) {
    warehouse.append(
        Table.RUN_CELLS,
        List.of(
            row(
                Table.RUN_CELLS,
                Map.ofEntries(
                    Map.entry("run_id", runId),
                    Map.entry("variant_id", variantId),
                    Map.entry("plan_id", planId),
                    Map.entry("model", "model-" + variantId),
                    Map.entry("dataset", dataset),
                    Map.entry("task", task),
                    Map.entry("parameters", ""),
                    Map.entry("prompt", "default"),
                    Map.entry("prompt_text", "how far?"),
                    Map.entry("marker", "red_arrow"),
                    Map.entry("focal_px", 1000.0),
                    Map.entry("pixel_mode", "official"),
                    Map.entry("compare_as", compareAs),
                    Map.entry("engine", "constant"),
                    Map.entry("engine_identity", JavaConverters.mapAsScalaMap(Map.of("k", "v"))),
                    Map.entry("numerics_version", 1),
                    Map.entry("n_queries", queries)))));
  }

  /** The same answer to every question of a plan, without a confidence. */
  public void answers(String runId, String variantId, String planId, double valueM) {
    answers(runId, variantId, planId, valueM, truthM -> null);
  }

  /** The same answer to every question of a plan, with a confidence by its truth. */
  public void answers(
      String runId,
      String variantId,
      String planId,
      double valueM,
      DoubleFunction<Double> confidence) {
    List<Row> rows = new ArrayList<>();
    for (Row query :
        warehouse.read(Table.QUERIES).where("plan_id = '" + planId + "'").collectAsList()) {
      Map<String, Object> sure = new HashMap<>();
      sure.put("confidence", confidence.apply(query.<Double>getAs("truth_value")));
      sure.putAll(
          Map.ofEntries(
              Map.entry("run_id", runId),
              Map.entry("variant_id", variantId),
              Map.entry("query_id", query.getAs("query_id")),
              Map.entry("attempt", 0),
              Map.entry("dataset", query.getAs("dataset")),
              Map.entry("task", query.getAs("task")),
              Map.entry("frame_id", query.<String>getList(query.fieldIndex("frame_ids")).get(0)),
              Map.entry("answer_text", "<answer> " + valueM + " </answer>"),
              Map.entry("value", valueM),
              Map.entry("value_kind", "z"),
              Map.entry("parse_status", "ok"),
              Map.entry("executor_id", "driver"),
              Map.entry("device", "none"),
              Map.entry("predicted_at", NOW)));
      rows.add(row(Table.PREDICTIONS, sure));
    }
    warehouse.append(Table.PREDICTIONS, rows);
  }

  /** A question that could not be asked. */
  public void reject(String runId, String variantId, String planId, String queryId) {
    Row query = warehouse.read(Table.QUERIES).where("query_id = '" + queryId + "'").first();
    warehouse.append(
        Table.REJECTS,
        List.of(
            row(
                Table.REJECTS,
                Map.ofEntries(
                    Map.entry("reject_id", runId + variantId + queryId),
                    Map.entry("run_id", runId),
                    Map.entry("variant_id", variantId),
                    Map.entry("stage", "predict"),
                    Map.entry("dataset", query.getAs("dataset")),
                    Map.entry(
                        "frame_id", query.<String>getList(query.fieldIndex("frame_ids")).get(0)),
                    Map.entry("point_id", 0),
                    Map.entry("plan_id", planId),
                    Map.entry("query_id", queryId),
                    Map.entry("task", query.getAs("task")),
                    Map.entry("n_points", 1),
                    Map.entry("reason", "marker_outside")))));
  }

  /** A row from its columns by name; those left out are null. */
  public static Row row(Table table, Map<String, Object> values) {
    Map<String, Object> left = new HashMap<>(values);
    List<Object> row = new ArrayList<>();
    for (StructField field : table.schema().fields()) {
      row.add(left.remove(field.name()));
    }
    if (!left.isEmpty()) {
      throw new IllegalArgumentException(table + " has no columns " + left.keySet());
    }
    return RowFactory.create(row.toArray());
  }

  /** An array of one. */
  public static Object seq(Object value) {
    return JavaConverters.asScalaBuffer(List.of(value)).toSeq();
  }
}
