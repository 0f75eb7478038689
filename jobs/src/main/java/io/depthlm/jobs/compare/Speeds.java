package io.depthlm.jobs.compare;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import io.depthlm.jobs.rows.RowCodec;
import io.depthlm.jobs.scoring.ScoredCell;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;

/**
 * Questions per second of engine time, by variant and dataset. An engine call's time is shared by
 * the questions that were answered together, so the size of the cluster does not enter; answers
 * that were copied from other runs do not count.
 */
record Speeds(Map<List<String>, Double> ofCell) {
  private static final double MS = 1000;
  private static final RowCodec<CellTime> TIMES = RowCodec.of(CellTime.class);

  private record CellTime(String variantId, String dataset, long questions, double engineMs) {}

  static Speeds of(Warehouse warehouse, String runId) {
    Map<List<String>, Double> speeds = new HashMap<>();
    for (Row row :
        warehouse
            .read(Table.PREDICTIONS)
            .where(
                col("run_id")
                    .equalTo(runId)
                    .and(col("batch_size").gt(0))
                    .and(col("latency_ms").gt(0))
                    .and(col("reused_from").isNull()))
            .groupBy("variant_id", "dataset")
            .agg(
                count(lit(1)).as("questions"),
                sum(col("latency_ms").divide(col("batch_size"))).as("engine_ms"))
            .collectAsList()) {
      CellTime time = TIMES.decode(row);
      speeds.put(
          List.of(time.variantId(), time.dataset()), time.questions() * MS / time.engineMs());
    }
    return new Speeds(speeds);
  }

  /** Null where no engine was asked. */
  Double of(ScoredCell cell) {
    return ofCell.get(List.of(cell.variantId(), cell.dataset()));
  }
}
