package io.depthlm.jobs.compare;

import io.depthlm.common.metrics.Aggregation;
import io.depthlm.common.metrics.Bootstrap;
import io.depthlm.common.metrics.Measure;
import io.depthlm.common.metrics.MeasureSet;
import io.depthlm.common.metrics.SliceScore;
import io.depthlm.common.metrics.Tally;
import io.depthlm.common.metrics.registry.MeasureSets;
import io.depthlm.jobs.rows.RowCodec;
import io.depthlm.jobs.scoring.SliceKey;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.spark.api.java.function.FlatMapGroupsFunction;
import org.apache.spark.sql.Row;

/** The buckets of one slice in, in their order; its figures, one row each, out. */
final class DifferenceRows implements FlatMapGroupsFunction<Row, Row, Row> {
  private static final long serialVersionUID = 1L;

  /** The figures. */
  static final RowCodec<CellDifference> ROWS = RowCodec.of(CellDifference.class);

  /** A figure of a cell, with the counts of its slice. */
  record CellDifference(
      int cell,
      Difference difference,
      long compared,
      long onlyRun,
      long onlyBaseline,
      Tally run,
      Tally baseline) {}

  private final Bootstrap bootstrap;

  DifferenceRows(Bootstrap bootstrap) {
    this.bootstrap = bootstrap;
  }

  @Override
  public Iterator<Row> call(Row key, Iterator<Row> buckets) {
    SliceKey of = SliceKey.ROWS.decode(key);
    MeasureSet set = MeasureSets.of(of.measures());
    SliceScore run = new SliceScore(set, bootstrap);
    SliceScore baseline = new SliceScore(set, bootstrap);
    long compared = 0;
    long onlyRun = 0;
    long onlyBaseline = 0;
    for (Iterator<PairRows.SliceBucket> it = PairRows.ROWS.decode(buckets); it.hasNext(); ) {
      PairRows.SliceBucket bucket = it.next();
      run.merge(SliceScore.ofBytes(bucket.runState(), set, bootstrap));
      baseline.merge(SliceScore.ofBytes(bucket.baselineState(), set, bootstrap));
      compared += bucket.compared();
      onlyRun += bucket.onlyRun();
      onlyBaseline += bucket.onlyBaseline();
    }
    List<CellDifference> rows = new ArrayList<>();
    for (Measure measure : set.measures()) {
      for (Aggregation aggregation : Aggregation.values()) {
        rows.add(
            new CellDifference(
                of.cell(),
                new Difference(
                    of.slice(),
                    measure.key(),
                    aggregation,
                    orNull(run.value(measure, aggregation)),
                    orNull(baseline.value(measure, aggregation)),
                    run.intervalOfDifference(baseline, measure, aggregation),
                    run.intervalOfLoss(baseline, measure, aggregation)),
                compared,
                onlyRun,
                onlyBaseline,
                run.tally(),
                baseline.tally()));
      }
    }
    return ROWS.encode(rows.iterator());
  }

  private static Double orNull(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
