package io.depthlm.jobs.compare;

import static org.apache.spark.sql.functions.col;

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
import java.util.stream.Stream;
import org.apache.spark.api.java.function.CoGroupFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;

/**
 * Turns the questions of a run and the ends of two runs in one bucket into one row for each slice
 * and set of measures: decodes, calls {@link PairScorer}, encodes.
 */
final class PairRows implements CoGroupFunction<String, Row, Row, Row> {
  private static final long serialVersionUID = 1L;

  /** The ends of both runs. */
  static final RowCodec<PairScorer.Sided> ENDS = RowCodec.of(PairScorer.Sided.class);

  /** How the ends of one question are sorted. */
  static final Column[] BY_ATTEMPT =
      Stream.of("frame_id", "query_id", "attempt")
          .map(c -> col("given." + c))
          .toArray(Column[]::new);

  /** The rows of all slices of all buckets. */
  static final RowCodec<SliceBucket> ROWS = RowCodec.of(SliceBucket.class);

  /**
   * A slice of a bucket, of one set of measures. Only slice {@link Slices#ALL} has the counts of
   * questions and, once, the disagreements.
   *
   * @param counts the same for every set of measures
   * @param runState the bytes of a {@link SliceScore}
   * @param baselineState likewise
   */
  record SliceBucket(
      int cell,
      int bucket,
      String slice,
      String measures,
      long compared,
      long onlyRun,
      long onlyBaseline,
      PairCounts counts,
      List<Disagreement> disagreements,
      byte[] runState,
      byte[] baselineState) {}

  private static final SliceMeasures ONCE = new SliceMeasures(Slices.ALL, Metric.SET.key());

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
            cells.get(cell), bootstrap, ScoringRows.QUESTIONS.decode(asked), ENDS.decode(given));
    List<SliceBucket> rows = new ArrayList<>();
    for (Map.Entry<SliceMeasures, SliceScore> slice : result.run().entrySet()) {
      boolean all = slice.getKey().slice().equals(Slices.ALL);
      rows.add(
          new SliceBucket(
              cell,
              ScoringRows.bucketOf(key),
              slice.getKey().slice(),
              slice.getKey().measures(),
              all ? result.compared() : 0L,
              all ? result.onlyRun() : 0L,
              all ? result.onlyBaseline() : 0L,
              result.counts().getOrDefault(slice.getKey().slice(), PairCounts.NONE),
              slice.getKey().equals(ONCE) ? result.disagreements() : List.of(),
              slice.getValue().toBytes(),
              result.baseline().get(slice.getKey()).toBytes()));
    }
    return ROWS.encode(rows.iterator());
  }
}
