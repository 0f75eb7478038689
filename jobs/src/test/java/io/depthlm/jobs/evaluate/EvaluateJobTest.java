package io.depthlm.jobs.evaluate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.core.UserError;
import io.depthlm.common.metrics.Bootstrap;
import io.depthlm.common.metrics.TruthRange;
import io.depthlm.jobs.TestSpark;
import io.depthlm.jobs.TestTables;
import io.depthlm.jobs.spark.Progress;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

class EvaluateJobTest {
  private static final Map<String, TruthRange> TO_25_M = Map.of("set", new TruthRange(0.005, 25));

  // one warehouse for all tests, a run for each: what a Delta commit costs is what these tests cost
  @TempDir static Path folder;
  private static Warehouse warehouse;
  private String runId;

  @BeforeAll
  static void plan() {
    warehouse = new Warehouse(TestSpark.session(), folder.resolve("warehouse").toString());
    // frame f0 has truths of 2, 3, 4, 5 and 30 m, f1 of 2.1, 3.1, 4.1, 5.1 and 30, and so on
    new TestTables(warehouse).plan("p", "set", "axis_distance", 6, 5);
  }

  @BeforeEach
  void run(TestInfo test) {
    runId = test.getTestMethod().orElseThrow().getName();
    TestTables tables = new TestTables(warehouse);
    for (Map.Entry<String, Double> said : Map.of("0a", 2.0, "0b", 4.0).entrySet()) {
      tables.cell(runId, said.getKey(), "p", "set", "axis_distance", "z", 30);
      tables.answers(runId, said.getKey(), "p", said.getValue());
    }
  }

  private Dataset<Row> ofRun(Table table) {
    return warehouse.read(table).where(col("run_id").equalTo(runId));
  }

  private void replacePredictions(Dataset<Row> rows) {
    warehouse.replaceWhere(Table.PREDICTIONS, "run_id = '" + runId + "'", rows);
  }

  private EvaluateResult evaluate() {
    return new EvaluateJob(warehouse, new EvaluateRequest(runId, TO_25_M, Bootstrap.DEFAULT))
        .run(Progress.SILENT);
  }

  private Row metric(String variant, String slice, String metric, String aggregation) {
    List<Row> rows =
        ofRun(Table.METRICS)
            .where(
                col("variant_id")
                    .equalTo(variant)
                    .and(col("slice").equalTo(slice))
                    .and(col("metric").equalTo(metric))
                    .and(col("aggregation").equalTo(aggregation)))
            .collectAsList();
    assertEquals(1, rows.size(), slice + " " + metric + " " + aggregation);
    return rows.get(0);
  }

  @Test
  void everyCellIsScoredAndReplacedNextTimeWhateverTheShuffle() {
    EvaluateResult result = evaluate();
    QuestionCount all = new QuestionCount(30, 30, 0, 0, 0, 0, 0, 0);
    assertEquals(
        Map.of("0a", all, "0b", all),
        result.cells().stream()
            .collect(Collectors.toMap(CellCount::variantId, CellCount::questions)));

    // truths are 2..5 (+0.1 a frame) and 30; at 2 m only those below 2.5 m hit
    Row delta = metric("0a", "all", "delta1", "pooled");
    assertEquals(5 / 24.0, delta.<Double>getAs("value"), 1e-12);
    assertEquals(24L, delta.<Long>getAs("n_points"));
    assertEquals(6L, delta.<Long>getAs("n_excluded"));
    assertEquals(6L, delta.<Long>getAs("n_images"));
    assertNotNull(delta.getAs("ci_low"));
    assertTrue(delta.<Double>getAs("ci_low") <= delta.<Double>getAs("value"));
    assertTrue(delta.<Double>getAs("ci_high") >= delta.<Double>getAs("value"));
    Row beyond = metric("0a", "truth_m=20-40", "delta1", "pooled");
    assertNull(beyond.getAs("value"));
    assertEquals(6L, beyond.<Long>getAs("n_excluded"));

    // the same answer to four points of a frame
    Row distinct = metric("0a", "all", "answer_distinct", "pooled");
    assertEquals(0.25, distinct.<Double>getAs("value"), 1e-12);
    assertEquals("structure", distinct.getAs("measures"));
    assertEquals("point", distinct.getAs("item"));
    assertEquals(24L, distinct.<Long>getAs("n_items"));
    Row tied = metric("0a", "all", "order_tied", "per_image");
    assertEquals(1, tied.<Double>getAs("value"), 1e-12);
    assertEquals("pair", tied.getAs("item"));
    assertEquals(36L, tied.<Long>getAs("n_items"));
    Row confidence = metric("0a", "all", "confidence", "pooled");
    assertNull(confidence.getAs("value"), "the constant engine has none");
    assertEquals(0L, confidence.<Long>getAs("n_items"));

    Dataset<Row> first = ofRun(Table.METRICS);
    long rows = first.count();
    assertEquals(result.metricRows(), rows);
    assertEquals(
        rows,
        first
            .select("run_id", "variant_id", "dataset", "task", "slice", "metric", "aggregation")
            .distinct()
            .count());
    List<String> before = sortedRows();
    evaluateInAnotherOrder();
    assertEquals(before, sortedRows());
  }

  private List<String> sortedRows() {
    return ofRun(Table.METRICS).collectAsList().stream().map(Row::toString).sorted().toList();
  }

  /** The same rows in other files and another order, and other tasks for them. */
  private void evaluateInAnotherOrder() {
    String partitions = TestSpark.session().conf().get("spark.sql.shuffle.partitions");
    TestSpark.session().conf().set("spark.sql.shuffle.partitions", "7");
    try {
      Dataset<Row> predictions =
          ofRun(Table.PREDICTIONS).repartition(5, col("query_id")).sort(col("query_id").desc());
      replacePredictions(predictions);
      evaluate();
    } finally {
      TestSpark.session().conf().set("spark.sql.shuffle.partitions", partitions);
    }
  }

  @Test
  void endsOfEveryKindAreCounted() {
    Dataset<Row> answers = ofRun(Table.PREDICTIONS).where("variant_id = '0a'").cache();
    Dataset<Row> others = ofRun(Table.PREDICTIONS).where("variant_id = '0b'").cache();
    // f0: p0 unparsed, p1 failed and then answered, p2 failed, p3 rejected
    Dataset<Row> unparsed =
        answers
            .where("query_id = 'p-f0-0'")
            .withColumn("value", lit(null))
            .withColumn("parse_status", lit("unparsed"));
    Dataset<Row> failed =
        answers
            .where("query_id IN ('p-f0-1', 'p-f0-2')")
            .withColumn("value", lit(null))
            .withColumn("parse_status", lit("failed"));
    Dataset<Row> again = answers.where("query_id = 'p-f0-1'").withColumn("attempt", lit(1));
    Dataset<Row> rest = answers.where("query_id NOT IN ('p-f0-0', 'p-f0-1', 'p-f0-2', 'p-f0-3')");
    Dataset<Row> all = others.union(unparsed).union(failed).union(again).union(rest);
    replacePredictions(all);
    new TestTables(warehouse).reject(runId, "0a", "p", "p-f0-3");

    QuestionCount count =
        evaluate().cells().stream()
            .filter(c -> c.variantId().equals("0a"))
            .findFirst()
            .orElseThrow()
            .questions();
    assertEquals(new QuestionCount(30, 27, 1, 1, 1, 0, 0, 0), count);
    Row delta = metric("0a", "all", "delta1", "pooled");
    assertEquals(23L, delta.<Long>getAs("n_points"));
    assertEquals(1L, delta.<Long>getAs("n_unparsed"));
    assertEquals(1L, delta.<Long>getAs("n_failed"));
    assertEquals(1L, delta.<Long>getAs("n_rejected"));
    assertEquals(6L, delta.<Long>getAs("n_excluded"));
    assertEquals(21L, metric("0a", "all", "rmse", "pooled").<Long>getAs("n_points"));
  }

  @Test
  void aLostAndADoubledQuestionStopWithTheNumbers() {
    evaluate();
    long before = ofRun(Table.METRICS).count();
    Dataset<Row> predictions = ofRun(Table.PREDICTIONS).cache();
    Dataset<Row> doubled = predictions.where("variant_id = '0b' AND query_id = 'p-f1-1'");
    Dataset<Row> kept = predictions.where("NOT (variant_id = '0b' AND query_id = 'p-f0-0')");
    replacePredictions(kept.union(doubled));
    ConservationException e = assertThrows(ConservationException.class, this::evaluate);
    assertEquals(
        "run "
            + runId
            + " lost or doubled questions in 1 of 2 cells; nothing was evaluated\n"
            + "  variant 0b, dataset set, axis_distance: run_cells has 30; 30 planned = 29 answered"
            + " + 0 unparsed + 0 failed + 0 rejected; 1 missing, 0 unknown, 1 doubled",
        e.getMessage());
    assertEquals(before, ofRun(Table.METRICS).count());
  }

  @Test
  void anUnknownRunIsTheUsersFault() {
    for (String id : List.of("nothing", "x' OR 'a'='a")) {
      UserError e =
          assertThrows(
              UserError.class,
              () ->
                  new EvaluateJob(warehouse, new EvaluateRequest(id, Map.of(), Bootstrap.DEFAULT))
                      .run(Progress.SILENT));
      assertTrue(e.getMessage().contains(id), e.getMessage());
    }
  }
}
