package io.depthlm.jobs.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.depthlm.common.geometry.LabelKind;
import io.depthlm.common.task.CompareAs;
import io.depthlm.common.task.Comparison;
import io.depthlm.common.task.TaskKind;
import io.depthlm.jobs.TestSpark;
import io.depthlm.jobs.TestTables;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.collection.JavaConverters;

/** The view {@code scored} pairs truths and answers as evaluation does. */
class ScoredViewTest {
  private static final double Z_M = 4;
  private static final double RADIAL_M = 5;
  @TempDir private static Path folder;

  private static Row query(TaskKind task, LabelKind label) {
    boolean onePixel = task.depthKind().isPresent();
    double own = task.depthKind().filter(k -> k == LabelKind.Z).isPresent() ? Z_M : RADIAL_M;
    Map<String, Object> q = new HashMap<>();
    q.put("plan_id", "plan");
    q.put("query_id", task.key() + "-" + label.key());
    q.put("work_unit", 0);
    q.put("task", task.key());
    q.put("parameters", "");
    q.put("dataset", label.key());
    q.put("frame_ids", TestTables.seq("f"));
    q.put("point_ids", TestTables.seq(0));
    q.put("x_px", TestTables.seq(1.0));
    q.put("y_px", TestTables.seq(1.0));
    q.put("truth_value", own);
    q.put("truth_kind", task.valueKind());
    q.put("unit", "m");
    q.put("truth_z_m", onePixel ? Z_M : null);
    q.put("truth_radial_m", onePixel ? RADIAL_M : null);
    q.put("label_kind", onePixel ? label.key() : null);
    return TestTables.row(Table.QUERIES, q);
  }

  private static Row cell(TaskKind task, LabelKind label, CompareAs as) {
    Map<String, Object> c = new HashMap<>();
    for (String column : List.of("prompt_text", "pixel_mode", "engine", "parameters")) {
      c.put(column, "");
    }
    c.put("run_id", "run");
    c.put("variant_id", task.key() + as.key());
    c.put("plan_id", "plan");
    c.put("model", "m");
    c.put("dataset", label.key());
    c.put("task", task.key());
    c.put("prompt", "default");
    c.put("marker", "red_arrow");
    c.put("compare_as", as.key());
    c.put("engine_identity", JavaConverters.mapAsScalaMap(Map.of()));
    c.put("numerics_version", 1);
    c.put("n_queries", 1L);
    c.put("truth_min_m", 4.5);
    return TestTables.row(Table.RUN_CELLS, c);
  }

  private static Row prediction(
      TaskKind task, LabelKind label, CompareAs as, int attempt, Double value) {
    Map<String, Object> p = new HashMap<>();
    p.put("run_id", "run");
    p.put("variant_id", task.key() + as.key());
    p.put("query_id", task.key() + "-" + label.key());
    p.put("attempt", attempt);
    p.put("dataset", label.key());
    p.put("task", task.key());
    p.put("frame_id", "f");
    p.put("value", value);
    p.put("parse_status", value == null ? "failed" : "ok");
    p.put("executor_id", "driver");
    p.put("device", "cpu");
    p.put("predicted_at", new Timestamp(0));
    return TestTables.row(Table.PREDICTIONS, p);
  }

  @Test
  void truthAndAnswerMeetAsInEvaluation() {
    Warehouse warehouse = new Warehouse(TestSpark.session(), folder.toString());
    List<Row> queries = new ArrayList<>();
    List<Row> cells = new ArrayList<>();
    List<Row> predictions = new ArrayList<>();
    Map<String, Comparison> wanted = new HashMap<>();
    for (TaskKind task :
        List.of(TaskKind.DISTANCE, TaskKind.AXIS_DISTANCE, TaskKind.POINT_DISTANCE)) {
      for (LabelKind label : LabelKind.values()) {
        queries.add(query(task, label));
        for (CompareAs as : CompareAs.values()) {
          cells.add(cell(task, label, as));
          predictions.add(prediction(task, label, as, 0, null));
          predictions.add(prediction(task, label, as, 1, 3.0));
          wanted.put(
              task.key() + as.key() + label.key(), Comparison.of(task, as, label, RADIAL_M / Z_M));
        }
      }
    }
    warehouse.append(Table.QUERIES, queries);
    warehouse.append(Table.RUN_CELLS, cells);
    warehouse.append(Table.PREDICTIONS, predictions);
    List<Row> rows = new ArrayList<>();
    ReadOnlyQuery query = new ReadOnlyQuery(warehouse, FileAccess.TABLES_ONLY);
    query.run("SELECT * FROM scored", scored -> rows.addAll(scored.collectAsList()));
    assertEquals(predictions.size(), rows.size());
    for (Row row : rows) {
      String name = row.<String>getAs("variant_id") + row.getAs("dataset");
      Comparison factors = wanted.get(name);
      double own = row.getAs("task").equals("axis_distance") ? Z_M : RADIAL_M;
      double truth = own * factors.truthFactor();
      assertEquals(truth, row.<Double>getAs("truth"), 1e-12, name);
      boolean last = row.<Integer>getAs("attempt") == 1;
      assertEquals(last && truth >= 4.5, row.<Boolean>getAs("counts"), name);
      if (last) {
        double answer = 3 * factors.valueFactor();
        assertEquals(answer, row.<Double>getAs("answer"), 1e-12, name);
        assertEquals(answer / truth, row.<Double>getAs("ratio"), 1e-12, name);
        assertEquals(answer - truth, row.<Double>getAs("error"), 1e-12, name);
      } else {
        assertNull(row.getAs("answer"), name);
        assertNull(row.getAs("ratio"), name);
      }
    }
    List<Row> described = new ArrayList<>();
    query.run(
        "DESCRIBE queries", d -> described.addAll(d.where("comment IS NULL").collectAsList()));
    assertEquals(List.of(), described);
  }
}
