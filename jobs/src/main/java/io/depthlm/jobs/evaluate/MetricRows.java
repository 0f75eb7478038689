package io.depthlm.jobs.evaluate;

import io.depthlm.common.metrics.Aggregation;
import io.depthlm.common.metrics.Bootstrap;
import io.depthlm.common.metrics.Interval;
import io.depthlm.common.metrics.Metric;
import io.depthlm.common.metrics.SliceScore;
import io.depthlm.common.metrics.Tally;
import io.depthlm.common.task.CompareAs;
import io.depthlm.jobs.rows.RowCodec;
import io.depthlm.jobs.scoring.ScoredCell;
import io.depthlm.jobs.scoring.SliceKey;
import io.depthlm.jobs.tables.Table;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.spark.api.java.function.FlatMapGroupsFunction;
import org.apache.spark.sql.Row;

/** The buckets of one slice in, in their order; the slice's rows of {@code metrics} out. */
final class MetricRows implements FlatMapGroupsFunction<Row, Row, Row> {
  private static final long serialVersionUID = 1L;

  /** Rows of {@code metrics}. */
  static final RowCodec<MetricRow> ROWS = RowCodec.of(MetricRow.class, Table.METRICS.schema());

  /** A figure, with the columns of {@code metrics}. */
  private record MetricRow(
      String runId,
      String variantId,
      String dataset,
      String task,
      String slice,
      Metric metric,
      Aggregation aggregation,
      Double value,
      Double ciLow,
      Double ciHigh,
      long nPoints,
      long nImages,
      long nUnparsed,
      long nNonPositive,
      long nFailed,
      long nRejected,
      long nExcluded,
      CompareAs compareAs) {}

  private final String runId;
  private final ArrayList<ScoredCell> cells;
  private final Bootstrap bootstrap;

  MetricRows(String runId, List<ScoredCell> cells, Bootstrap bootstrap) {
    this.runId = runId;
    this.cells = new ArrayList<>(cells);
    this.bootstrap = bootstrap;
  }

  @Override
  public Iterator<Row> call(Row key, Iterator<Row> buckets) {
    SliceKey of = SliceKey.ROWS.decode(key);
    ScoredCell cell = cells.get(of.cell());
    SliceScore score = new SliceScore(bootstrap);
    BucketRows.ROWS
        .decode(buckets)
        .forEachRemaining(b -> score.merge(SliceScore.ofBytes(b.state(), bootstrap)));
    List<MetricRow> rows = new ArrayList<>();
    for (Metric metric : Metric.values()) {
      for (Aggregation aggregation : Aggregation.values()) {
        rows.add(row(cell, of.slice(), score, metric, aggregation));
      }
    }
    return ROWS.encode(rows.iterator());
  }

  private MetricRow row(
      ScoredCell cell, String slice, SliceScore score, Metric metric, Aggregation aggregation) {
    OptionalDouble value = score.value(metric, aggregation);
    Interval interval = score.interval(metric, aggregation);
    Tally tally = score.tally();
    return new MetricRow(
        runId,
        cell.variantId(),
        cell.dataset(),
        cell.task().kind().key(),
        slice,
        metric,
        aggregation,
        value.isPresent() ? value.getAsDouble() : null,
        interval == null ? null : interval.low(),
        interval == null ? null : interval.high(),
        tally.points(metric),
        score.images(metric),
        tally.unparsed(),
        tally.nonPositive(),
        tally.failed(),
        tally.rejected(),
        tally.excluded(),
        cell.compareAs());
  }
}
