package io.depthlm.jobs.compare;

import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.depthlm.jobs.rows.RowCodec;
import io.depthlm.jobs.scoring.ScoredCell;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;

/**
 * How the answers of a run's cells came about, by variant and dataset.
 *
 * <p>Speed is questions per second of engine time. An engine call's time is shared by the questions
 * that were answered together, so the size of the cluster does not enter; answers that were copied
 * from other runs do not count.
 */
record CellFacts(Map<List<String>, Fact> ofCell) {
  private static final double MS = 1000;
  private static final RowCodec<Fact> FACTS = RowCodec.of(Fact.class);
  private static final Fact NONE = new Fact("", "", 0, null, List.of());

  /**
   * One cell's.
   *
   * @param timed questions whose time is known
   * @param engineMs their time; null without any
   * @param computedIn the number formats of their products, sorted
   */
  record Fact(
      String variantId, String dataset, long timed, Double engineMs, List<String> computedIn) {
    /** Null where no engine was asked. */
    Double questionsPerSecond() {
      return engineMs == null ? null : Double.valueOf(timed * MS / engineMs);
    }
  }

  static CellFacts of(Warehouse warehouse, String runId) {
    Column timed =
        col("batch_size").gt(0).and(col("latency_ms").gt(0)).and(col("reused_from").isNull());
    Map<List<String>, Fact> facts = new HashMap<>();
    for (Row row :
        warehouse
            .read(Table.PREDICTIONS)
            .where(col("run_id").equalTo(runId))
            .groupBy("variant_id", "dataset")
            .agg(
                count(when(timed, 1)).as("timed"),
                sum(when(timed, col("latency_ms").divide(col("batch_size")))).as("engine_ms"),
                array_sort(collect_set("computed_in")).as("computed_in"))
            .collectAsList()) {
      Fact fact = FACTS.decode(row);
      facts.put(List.of(fact.variantId(), fact.dataset()), fact);
    }
    return new CellFacts(facts);
  }

  Fact of(ScoredCell cell) {
    return ofCell.getOrDefault(List.of(cell.variantId(), cell.dataset()), NONE);
  }
}
