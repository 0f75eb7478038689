package io.depthlm.jobs.evaluate;

import io.depthlm.common.metrics.Aggregation;
import io.depthlm.common.metrics.Bootstrap;
import io.depthlm.common.metrics.Interval;
import io.depthlm.common.metrics.Measure;
import io.depthlm.common.metrics.MeasureSet;
import io.depthlm.common.metrics.SliceScore;
import io.depthlm.common.metrics.Tally;
import io.depthlm.common.metrics.registry.MeasureSets;
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

/** Turns the buckets of one slice, in their order, into its rows of {@code metrics}. */
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
      String metric,
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
      CompareAs compareAs,
      String measures,
      String unit,
      String item,
      Long nItems) {}

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
    MeasureSet set = MeasureSets.of(of.measures());
    SliceScore score = new SliceScore(set, bootstrap);
    BucketRows.ROWS
        .decode(buckets)
        .forEachRemaining(b -> score.merge(SliceScore.ofBytes(b.state(), set, bootstrap)));
    List<MetricRow> rows = new ArrayList<>();
    for (Measure measure : set.measures()) {
      for (Aggregation aggregation : Aggregation.values()) {
        rows.add(row(cell, of, score, measure, aggregation));
      }
    }
    return ROWS.encode(rows.iterator());
  }

  private MetricRow row(
      ScoredCell cell, SliceKey of, SliceScore score, Measure measure, Aggregation aggregation) {
    OptionalDouble value = score.value(measure, aggregation);
    Interval interval = score.interval(measure, aggregation);
    Tally tally = score.tally();
    return new MetricRow(
        runId,
        cell.variantId(),
        cell.dataset(),
        cell.task().kind().key(),
        of.slice(),
        measure.key(),
        aggregation,
        value.isPresent() ? value.getAsDouble() : null,
        interval == null ? null : interval.low(),
        interval == null ? null : interval.high(),
        tally.points(measure),
        score.images(measure),
        tally.unparsed(),
        tally.nonPositive(),
        tally.failed(),
        tally.rejected(),
        tally.excluded(),
        cell.compareAs(),
        of.measures(),
        measure.unit(),
        measure.item().key(),
        score.items(measure));
  }
}
