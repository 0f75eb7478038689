package io.depthlm.jobs.evaluate;

import io.depthlm.common.metrics.Bootstrap;
import io.depthlm.common.metrics.Metric;
import io.depthlm.common.metrics.SliceScore;
import io.depthlm.jobs.rows.RowCodec;
import io.depthlm.jobs.scoring.ScoredCell;
import io.depthlm.jobs.scoring.ScoringRows;
import io.depthlm.jobs.scoring.SliceMeasures;
import io.depthlm.jobs.scoring.Slices;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.CoGroupFunction;
import org.apache.spark.sql.Row;

/**
 * Turns the questions of one bucket and their ends into one row for each slice and set of measures:
 * decodes, calls {@link BucketScorer}, encodes.
 */
final class BucketRows implements CoGroupFunction<String, Row, Row, Row> {
  private static final long serialVersionUID = 1L;

  /** The rows of all slices of all buckets. */
  static final RowCodec<SliceBucket> ROWS = RowCodec.of(SliceBucket.class);

  /**
   * A slice of a bucket, of one set of measures.
   *
   * @param questions of the bucket; only the point metrics of {@link Slices#ALL} have them
   * @param state the bytes of a {@link SliceScore}
   */
  record SliceBucket(
      int cell, int bucket, String slice, String measures, QuestionCount questions, byte[] state) {}

  private static final SliceMeasures COUNTED = new SliceMeasures(Slices.ALL, Metric.SET.key());

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
            ScoringRows.QUESTIONS.decode(asked),
            ScoringRows.ENDS.decode(given));
    List<Row> rows = new ArrayList<>();
    for (Map.Entry<SliceMeasures, SliceScore> slice : result.slices().entrySet()) {
      rows.add(
          ROWS.encode(
              new SliceBucket(
                  cell,
                  ScoringRows.bucketOf(key),
                  slice.getKey().slice(),
                  slice.getKey().measures(),
                  slice.getKey().equals(COUNTED) ? result.questions() : QuestionCount.NONE,
                  slice.getValue().toBytes())));
    }
    return rows.iterator();
  }
}
