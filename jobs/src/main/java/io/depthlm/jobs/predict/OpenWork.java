package io.depthlm.jobs.predict;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.depthlm.jobs.rows.RowCodec;
import io.depthlm.jobs.spark.Joins;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * The open questions of a group: their number in each work unit, and the earlier attempts of units
 * with open and asked questions. A run that is new and took no answers from others has none, and
 * nothing is looked up.
 *
 * <p>The run's predictions are read once, before the first chunk. A chunk that looked them up
 * itself would read all of them again, and Delta would see a commit that depends on the table it
 * adds to, which fails when another chunk commits at the same time.
 */
final class OpenWork {
  private static final RowCodec<Unit> UNITS = RowCodec.of(Unit.class);
  private static final RowCodec<Settled> SETTLED = RowCodec.of(Settled.class);

  private final Warehouse warehouse;
  private final String runId;
  private final CellGroup group;
  private final long[] openOfUnit;
  private final boolean[] tried;

  /** For each question of a tried unit: the last attempt of each variant. Null where none is. */
  private Dataset<Row> earlier;

  private record Unit(int workUnit) {}

  /** The questions of a unit that are not asked again. */
  private record Settled(int workUnit, long questions) {}

  private OpenWork(Warehouse warehouse, String runId, CellGroup group, long[] askedOfUnit) {
    this.warehouse = warehouse;
    this.runId = runId;
    this.group = group;
    this.openOfUnit = askedOfUnit;
    this.tried = new boolean[openOfUnit.length];
  }

  /**
   * All of it.
   *
   * @param askedOfUnit questions of each unit, times the variants that may ask them
   */
  static OpenWork untouched(
      Warehouse warehouse, String runId, CellGroup group, long[] askedOfUnit) {
    return new OpenWork(warehouse, runId, group, askedOfUnit);
  }

  /** What the run's predictions leave of it. */
  static OpenWork left(
      Warehouse warehouse, String runId, CellGroup group, long[] askedOfUnit, int maxAttempts) {
    OpenWork open = new OpenWork(warehouse, runId, group, askedOfUnit);
    open.earlier = open.withoutSettled(open.attempts(), maxAttempts);
    return open;
  }

  /** Questions to ask in each unit, times the variants that ask them; 0 where all is settled. */
  long[] openOfUnit() {
    return openOfUnit;
  }

  /** The earlier attempts that a chunk must heed, by question; null where it has none. */
  Dataset<Row> earlier(ChunkPlanner.Chunk chunk) {
    for (int unit = chunk.fromUnit(); unit < chunk.toUnit(); unit++) {
      if (tried[unit]) {
        return earlier;
      }
    }
    return null;
  }

  void release() {
    if (earlier != null) {
      earlier.unpersist();
    }
  }

  private Dataset<Row> queries() {
    return warehouse.read(Table.QUERIES).where(col("plan_id").equalTo(group.planId()));
  }

  private Column ofGroup() {
    return col("run_id")
        .equalTo(runId)
        .and(col("dataset").equalTo(group.dataset()))
        .and(col("variant_id").isin(group.variantIds().toArray()));
  }

  private Dataset<Row> attempts() {
    return warehouse
        .read(Table.PREDICTIONS)
        .where(ofGroup())
        .groupBy("query_id", "variant_id")
        .agg(
            max(struct(
                    col("attempt"),
                    expr("parse_status = 'failed' AND error_retriable").as("again")))
                .as("last"));
  }

  /** Counts what is settled; returns the attempts of units that have something open, kept. */
  private Dataset<Row> withoutSettled(Dataset<Row> attempts, int maxAttempts) {
    Dataset<Row> located =
        attempts
            .join(queries().select("query_id", "work_unit"), Joins.on("query_id"), "inner")
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      Column open = col("last.again").and(col("last.attempt").plus(1).lt(maxAttempts));
      List<Unit> units = new ArrayList<>();
      for (Settled settled :
          SETTLED.decode(
              located
                  .groupBy("work_unit")
                  .agg(sum(when(open, 0L).otherwise(1L)).as("questions"))
                  .collectAsList())) {
        int unit = settled.workUnit();
        openOfUnit[unit] -= settled.questions();
        if (openOfUnit[unit] > 0) {
          tried[unit] = true;
          units.add(new Unit(unit));
        }
      }
      if (units.isEmpty()) {
        return null;
      }
      Dataset<Row> kept =
          located
              .join(
                  broadcast(warehouse.spark().createDataFrame(UNITS.encode(units), UNITS.schema())),
                  Joins.on("work_unit"),
                  "left_semi")
              .groupBy("query_id")
              .agg(
                  collect_list(struct(col("variant_id"), col("last.attempt"), col("last.again")))
                      .as("earlier"))
              .persist(StorageLevel.MEMORY_AND_DISK());
      kept.count();
      return kept;
    } finally {
      located.unpersist();
    }
  }
}
