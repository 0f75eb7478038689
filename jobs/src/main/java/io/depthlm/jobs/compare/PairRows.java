package io.depthlm.jobs.compare;

import io.depthlm.common.metrics.Bootstrap;
import io.depthlm.common.metrics.SliceScore;
import io.depthlm.jobs.scoring.ScoredCell;
import io.depthlm.jobs.scoring.ScoringRows;
import io.depthlm.jobs.scoring.Slices;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.CoGroupFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A run's questions and two runs' ends of one bucket in, one row a slice out: decodes, calls {@link
 * PairScorer}, encodes.
 */
final class PairRows implements CoGroupFunction<String, Row, Row, Row> {
  private static final long serialVersionUID = 1L;

  /** {@link ScoringRows#GIVEN} and whose end it is. */
  static final StructType SIDED = ScoringRows.GIVEN.add("side", DataTypes.StringType);

  /** One row a slice of a bucket; the counts stand in the rows of slice {@link Slices#ALL}. */
  static final StructType SCHEMA =
      new StructType()
          .add("cell", DataTypes.IntegerType)
          .add("bucket", DataTypes.IntegerType)
          .add("slice", DataTypes.StringType)
          .add("compared", DataTypes.LongType)
          .add("only_run", DataTypes.LongType)
          .add("only_baseline", DataTypes.LongType)
          .add("run_state", DataTypes.BinaryType)
          .add("baseline_state", DataTypes.BinaryType);

  private final ArrayList<ScoredCell> cells;
  private final Bootstrap bootstrap;

  PairRows(List<ScoredCell> cells, Bootstrap bootstrap) {
    this.cells = new ArrayList<>(cells);
    this.bootstrap = bootstrap;
  }

  @Override
  public Iterator<Row> call(String key, Iterator<Row> asked, Iterator<Row> given) {
    int cell = ScoringRows.cellOf(key);
    PairScorer.Result result =
        PairScorer.score(
            cells.get(cell),
            bootstrap,
            ScoringRows.mapped(asked, ScoringRows::asked),
            ScoringRows.mapped(given, PairRows::sided));
    List<Row> rows = new ArrayList<>();
    for (Map.Entry<String, SliceScore> slice : result.run().entrySet()) {
      boolean all = slice.getKey().equals(Slices.ALL);
      rows.add(
          RowFactory.create(
              cell,
              ScoringRows.bucketOf(key),
              slice.getKey(),
              all ? result.compared() : 0L,
              all ? result.onlyRun() : 0L,
              all ? result.onlyBaseline() : 0L,
              slice.getValue().toBytes(),
              result.baseline().get(slice.getKey()).toBytes()));
    }
    return rows.iterator();
  }

  private static PairScorer.Sided sided(Row row) {
    return new PairScorer.Sided(
        PairScorer.Side.valueOf(row.getString(SIDED.fieldIndex("side"))), ScoringRows.given(row));
  }
}
