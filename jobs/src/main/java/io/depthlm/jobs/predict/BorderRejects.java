package io.depthlm.jobs.predict;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.sum;

import io.depthlm.jobs.rows.RowCodec;
import io.depthlm.jobs.run.RunLog;
import io.depthlm.jobs.spark.Joins;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Applies the border rule to the questions of a group. */
final class BorderRejects {
  private static final RowCodec<UnitCount> UNITS = RowCodec.of(UnitCount.class);

  private final Warehouse warehouse;
  private final RunLog run;
  private final CellGroup group;
  private final Dataset<Row> ruled;
  private final long[] askedOfUnit;
  private final long rejected;

  private record UnitCount(int workUnit, long variants, long rejected) {}

  /** Applies the rule to every question, in one pass. */
  BorderRejects(Warehouse warehouse, RunLog run, CellGroup group) {
    this.warehouse = warehouse;
    this.run = run;
    this.group = group;
    this.ruled = ruled();
    List<UnitCount> units =
        UNITS.decode(
            ruled
                .groupBy("work_unit")
                .agg(sum("variants").as("variants"), sum(size(col("rejects"))).as("rejected"))
                .collectAsList());
    this.askedOfUnit = new long[1 + units.stream().mapToInt(UnitCount::workUnit).max().orElse(-1)];
    long sum = 0;
    for (UnitCount unit : units) {
      askedOfUnit[unit.workUnit()] = unit.variants() - unit.rejected();
      sum += unit.rejected();
    }
    this.rejected = sum;
  }

  private Dataset<Row> ruled() {
    Dataset<Row> questions =
        warehouse.read(Table.QUERIES).where(col("plan_id").equalTo(group.planId()));
    return withCameras(warehouse, group.dataset(), questions)
        .map(new BorderRule(run.runId(), group), BorderRule.ROWS.encoder());
  }

  /**
   * Questions with the camera of their first frame, as the rule looks at them.
   *
   * @param questions rows as in {@code queries}, all of one dataset
   */
  static Dataset<Row> withCameras(Warehouse warehouse, String dataset, Dataset<Row> questions) {
    Dataset<Row> cameras =
        warehouse
            .read(Table.FRAMES)
            .where(col("dataset").equalTo(dataset))
            .select("frame_id", "width_px", "height_px", "fx_px", "fy_px", "cx_px", "cy_px");
    return questions
        .withColumn("frame_id", expr("frame_ids[0]"))
        .join(cameras, Joins.on("frame_id"), "left");
  }

  /**
   * For each work unit, its questions that the rule lets pass, times the variants that ask them.
   */
  long[] askedOfUnit() {
    return askedOfUnit.clone();
  }

  /** Writes the rejects in one commit; a resumed run finds it there. */
  void write() {
    if (rejected == 0) {
      return;
    }
    Dataset<Row> rejects = ruled.select(explode(col("rejects")).as("r")).select("r.*");
    if (run.beginning() == RunLog.Beginning.CONTINUED) {
      Dataset<Row> known = known();
      long written = known.count();
      if (written == rejected) {
        return;
      }
      rejects = rejects.join(known, Joins.on("reject_id"), "left_anti");
    }
    warehouse.append(Table.REJECTS, rejects);
  }

  private Dataset<Row> known() {
    return warehouse
        .read(Table.REJECTS)
        .where(
            col("stage")
                .equalTo("predict")
                .and(col("run_id").equalTo(run.runId()))
                .and(col("dataset").equalTo(group.dataset()))
                .and(col("variant_id").isin(group.variantIds().toArray())))
        .select("reject_id");
  }
}
