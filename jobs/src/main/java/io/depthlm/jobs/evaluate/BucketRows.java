package io.depthlm.jobs.evaluate;

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
 * Questions and their ends of one bucket in, one row a slice out: decodes, calls {@link
 * BucketScorer}, encodes.
 */
final class BucketRows implements CoGroupFunction<String, Row, Row, Row> {
  private static final long serialVersionUID = 1L;

  /** One row a slice of a bucket; the counts stand in the rows of slice {@link Slices#ALL}. */
  static final StructType SCHEMA =
      new StructType()
          .add("cell", DataTypes.IntegerType)
          .add("bucket", DataTypes.IntegerType)
          .add("slice", DataTypes.StringType)
          .add("planned", DataTypes.LongType)
          .add("answered", DataTypes.LongType)
          .add("unparsed", DataTypes.LongType)
          .add("failed", DataTypes.LongType)
          .add("rejected", DataTypes.LongType)
          .add("missing", DataTypes.LongType)
          .add("unknown", DataTypes.LongType)
          .add("doubled", DataTypes.LongType)
          .add("state", DataTypes.BinaryType);

  private final ArrayList<ScoredCell> cells;
  private final Bootstrap bootstrap;

  BucketRows(List<ScoredCell> cells, Bootstrap bootstrap) {
    this.cells = new ArrayList<>(cells);
    this.bootstrap = bootstrap;
  }

  @Override
  public Iterator<Row> call(String key, Iterator<Row> asked, Iterator<Row> given) {
    int cell = ScoringRows.cellOf(key);
    BucketScorer.Result result =
        BucketScorer.score(
            cells.get(cell),
            bootstrap,
            ScoringRows.mapped(asked, ScoringRows::asked),
            ScoringRows.mapped(given, ScoringRows::given));
    List<Row> rows = new ArrayList<>();
    for (Map.Entry<String, SliceScore> slice : result.slices().entrySet()) {
      QuestionCount count =
          slice.getKey().equals(Slices.ALL) ? result.questions() : QuestionCount.NONE;
      rows.add(
          RowFactory.create(
              cell,
              ScoringRows.bucketOf(key),
              slice.getKey(),
              count.planned(),
              count.answered(),
              count.unparsed(),
              count.failed(),
              count.rejected(),
              count.missing(),
              count.unknown(),
              count.doubled(),
              slice.getValue().toBytes()));
    }
    return rows.iterator();
  }
}
