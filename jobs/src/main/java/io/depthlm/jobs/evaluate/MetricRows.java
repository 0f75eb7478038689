package io.depthlm.jobs.evaluate;

import io.depthlm.common.metrics.Aggregation;
import io.depthlm.common.metrics.Bootstrap;
import io.depthlm.common.metrics.Interval;
import io.depthlm.common.metrics.Metric;
import io.depthlm.common.metrics.SliceScore;
import io.depthlm.common.metrics.Tally;
import io.depthlm.jobs.scoring.ScoredCell;
import io.depthlm.jobs.tables.Table;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.spark.api.java.function.FlatMapGroupsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/** The buckets of one slice in, in their order; the slice's rows of {@code metrics} out. */
final class MetricRows implements FlatMapGroupsFunction<Row, Row, Row> {
  private static final long serialVersionUID = 1L;

  static final StructType SCHEMA = Table.METRICS.schema();

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
    ScoredCell cell = cells.get(key.getInt(0));
    String slice = key.getString(1);
    SliceScore score = new SliceScore(bootstrap);
    while (buckets.hasNext()) {
      score.merge(SliceScore.ofBytes(buckets.next().getAs("state"), bootstrap));
    }
    List<Row> rows = new ArrayList<>();
    for (Metric metric : Metric.values()) {
      for (Aggregation aggregation : Aggregation.values()) {
        rows.add(row(cell, slice, score, metric, aggregation));
      }
    }
    return rows.iterator();
  }

  private Row row(
      ScoredCell cell, String slice, SliceScore score, Metric metric, Aggregation aggregation) {
    OptionalDouble value = score.value(metric, aggregation);
    Interval interval = score.interval(metric, aggregation);
    Tally tally = score.tally();
    return RowFactory.create(
        runId,
        cell.variantId(),
        cell.dataset(),
        cell.task().kind().key(),
        slice,
        metric.key(),
        aggregation.key(),
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
        cell.compareAs().key());
  }
}
