package io.depthlm.jobs.compare;

import static org.apache.spark.sql.functions.col;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.core.UserError;
import io.depthlm.common.metrics.Bootstrap;
import io.depthlm.common.metrics.Metric;
import io.depthlm.common.metrics.TruthRange;
import io.depthlm.jobs.TestSpark;
import io.depthlm.jobs.TestTables;
import io.depthlm.jobs.spark.Progress;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareJobTest {
  @TempDir Path folder;

  @Test
  void aRunIsHeldAgainstABaselineOnCommonQuestions() {
    Warehouse warehouse =
        new Warehouse(TestSpark.session(), folder.resolve("warehouse").toString());
    TestTables tables = new TestTables(warehouse);
    tables.plan("p", "set", "axis_distance", 6, 5);
    tables.cell("before", "0a", "p", "set", "axis_distance", "z", 30);
    tables.answers("before", "0a", "p", 2.0);
    tables.cell("after", "0b", "p", "set", "axis_distance", "z", 30);
    tables.answers("after", "0b", "p", 4.0);
    tables.cell("other", "0c", "p", "set", "axis_distance", "radial", 30);
    // the run lost one question, at a truth of 2 m, to the marker's border
    warehouse.replaceWhere(
        Table.PREDICTIONS,
        "run_id = 'after'",
        warehouse
            .read(Table.PREDICTIONS)
            .where(col("run_id").equalTo("after").and(col("query_id").notEqual("p-f0-0"))));
    tables.reject("after", "0b", "p", "p-f0-0");

    CompareResult result = compare(warehouse, "after", "before");
    assertEquals(1, result.pairs().size());
    PairComparison pair = result.pairs().get(0);
    assertEquals(29, pair.compared());
    assertEquals(0, pair.onlyRun());
    assertEquals(1, pair.onlyBaseline());
    assertEquals(23, pair.run().points());
    assertEquals(6, pair.baseline().excluded());
    // hits: 4 m has 9 (3.3 to 3.5, and 4.0 to 4.5), 2 m has 4 (2.1 to 2.4; 2.0 is not compared)
    Difference delta = pair.overall(Metric.DELTA1).orElseThrow();
    assertEquals(9 / 23.0, delta.run(), 1e-12);
    assertEquals(4 / 23.0, delta.baseline(), 1e-12);
    assertTrue(delta.interval().low() <= delta.value(), delta.toString());
    assertTrue(delta.interval().high() >= delta.value(), delta.toString());

    // of the 23 in range: 4 m is nearer where the truth is above 2.83 m
    PairCounts all = pair.counts().get("all");
    assertEquals(new PairCounts(18, 5, 0, 0, 9, 4, 10), all);
    assertEquals(23, pair.disagreements().size());
    assertEquals(2.0, pair.disagreements().get(0).baseline());
    assertEquals(320.0, pair.disagreements().get(0).xPx());
    assertEquals(List.of(), pair.warnings());
    assertTrue(
        pair.differences().stream().anyMatch(d -> d.metric().equals("compression_slope")),
        "structure measures are compared, too");

    PairComparison itself = compare(warehouse, "before", "before").pairs().get(0);
    Difference nothing = itself.overall(Metric.RMSE).orElseThrow();
    assertEquals(0, nothing.value());
    assertEquals(0, nothing.interval().low());
    assertEquals(0, nothing.interval().high());

    // two variants of one run
    tables.cell("before", "0d", "p", "set", "axis_distance", "z", 30);
    tables.answers("before", "0d", "p", 3.0);
    CompareRequest within =
        new CompareRequest(
            "before",
            VariantFilter.parse(List.of("variant_id=0d")),
            "before",
            VariantFilter.parse(List.of("model=model-0a")),
            Map.of(),
            Bootstrap.DEFAULT);
    PairComparison variants = new CompareJob(warehouse, within).run(Progress.SILENT).pairs().get(0);
    assertEquals("0d", variants.variantId());
    assertEquals("0a", variants.baselineVariantId());
    assertEquals(30, variants.compared());

    UserError apart = assertThrows(UserError.class, () -> compare(warehouse, "after", "other"));
    assertTrue(
        apart
            .getMessage()
            .startsWith(
                "runs after and other have no dataset and task in common that were compared alike"),
        apart.getMessage());
    UserError unknown = assertThrows(UserError.class, () -> compare(warehouse, "after", "nothing"));
    assertTrue(unknown.getMessage().startsWith("there is no run 'nothing'"), unknown.getMessage());
    assertEquals(List.of(), result.onlyRun());
  }

  private static CompareResult compare(Warehouse warehouse, String run, String baseline) {
    return new CompareJob(
            warehouse,
            new CompareRequest(
                run, baseline, Map.of("set", new TruthRange(0.005, 25)), Bootstrap.DEFAULT))
        .run(Progress.SILENT);
  }
}
