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

/** The buckets of one slice and set of measures in, in their order; one row out. */
final class DifferenceRows implements FlatMapGroupsFunction<Row, Row, Row> {
  private static final long serialVersionUID = 1L;

  /** The rows of all slices. */
  static final RowCodec<SliceDifference> ROWS = RowCodec.of(SliceDifference.class);

  /** The figures of a cell's slice, of one set of measures, with its counts. */
  record SliceDifference(
      int cell,
      String slice,
      String measures,
      List<Difference> differences,
      long compared,
      long onlyRun,
      long onlyBaseline,
      PairCounts counts,
      List<Disagreement> disagreements,
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
    PairCounts counts = PairCounts.NONE;
    List<Disagreement> disagreements = new ArrayList<>();
    long compared = 0;
    long onlyRun = 0;
    long onlyBaseline = 0;
    for (Iterator<PairRows.SliceBucket> it = PairRows.ROWS.decode(buckets); it.hasNext(); ) {
      PairRows.SliceBucket bucket = it.next();
      run.merge(SliceScore.ofBytes(bucket.runState(), set, bootstrap));
      baseline.merge(SliceScore.ofBytes(bucket.baselineState(), set, bootstrap));
      counts = counts.plus(bucket.counts());
      disagreements.addAll(bucket.disagreements());
      compared += bucket.compared();
      onlyRun += bucket.onlyRun();
      onlyBaseline += bucket.onlyBaseline();
    }
    return ROWS.encode(
        List.of(
                new SliceDifference(
                    of.cell(),
                    of.slice(),
                    of.measures(),
                    differences(of.slice(), set, run, baseline),
                    compared,
                    onlyRun,
                    onlyBaseline,
                    counts,
                    Disagreement.largest(disagreements, PairScorer.MOST_DISAGREEMENTS),
                    run.tally(),
                    baseline.tally()))
            .iterator());
  }

  private static List<Difference> differences(
      String slice, MeasureSet set, SliceScore run, SliceScore baseline) {
    List<Difference> differences = new ArrayList<>();
    for (Measure measure : set.measures()) {
      for (Aggregation aggregation : Aggregation.values()) {
        differences.add(
            new Difference(
                slice,
                measure.key(),
                aggregation,
                orNull(run.value(measure, aggregation)),
                orNull(baseline.value(measure, aggregation)),
                run.intervalOfDifference(baseline, measure, aggregation),
                run.intervalOfLoss(baseline, measure, aggregation)));
      }
    }
    return differences;
  }

  private static Double orNull(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
