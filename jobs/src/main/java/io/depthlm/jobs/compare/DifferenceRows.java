package io.depthlm.jobs.compare;

import io.depthlm.common.metrics.Aggregation;
import io.depthlm.common.metrics.Bootstrap;
import io.depthlm.common.metrics.Interval;
import io.depthlm.common.metrics.Metric;
import io.depthlm.common.metrics.SliceScore;
import io.depthlm.common.metrics.Tally;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.spark.api.java.function.FlatMapGroupsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The buckets of one slice in, in their order; its figures, one row each, out. */
final class DifferenceRows implements FlatMapGroupsFunction<Row, Row, Row> {
  private static final long serialVersionUID = 1L;

  /** A figure, with the counts of its slice. */
  static final StructType SCHEMA =
      new StructType()
          .add("cell", DataTypes.IntegerType)
          .add("slice", DataTypes.StringType)
          .add("metric", DataTypes.StringType)
          .add("aggregation", DataTypes.StringType)
          .add("run", DataTypes.DoubleType)
          .add("baseline", DataTypes.DoubleType)
          .add("ci_low", DataTypes.DoubleType)
          .add("ci_high", DataTypes.DoubleType)
          .add("compared", DataTypes.LongType)
          .add("only_run", DataTypes.LongType)
          .add("only_baseline", DataTypes.LongType)
          .add("run_tally", DataTypes.createArrayType(DataTypes.LongType))
          .add("baseline_tally", DataTypes.createArrayType(DataTypes.LongType));

  private final Bootstrap bootstrap;

  DifferenceRows(Bootstrap bootstrap) {
    this.bootstrap = bootstrap;
  }

  @Override
  public Iterator<Row> call(Row key, Iterator<Row> buckets) {
    SliceScore run = new SliceScore(bootstrap);
    SliceScore baseline = new SliceScore(bootstrap);
    long compared = 0;
    long onlyRun = 0;
    long onlyBaseline = 0;
    while (buckets.hasNext()) {
      Row bucket = buckets.next();
      run.merge(SliceScore.ofBytes(bucket.getAs("run_state"), bootstrap));
      baseline.merge(SliceScore.ofBytes(bucket.getAs("baseline_state"), bootstrap));
      compared += bucket.<Long>getAs("compared");
      onlyRun += bucket.<Long>getAs("only_run");
      onlyBaseline += bucket.<Long>getAs("only_baseline");
    }
    List<Row> rows = new ArrayList<>();
    for (Metric metric : Metric.values()) {
      for (Aggregation aggregation : Aggregation.values()) {
        Interval interval = run.intervalOfDifference(baseline, metric, aggregation);
        rows.add(
            RowFactory.create(
                key.getInt(0),
                key.getString(1),
                metric.key(),
                aggregation.key(),
                orNull(run.value(metric, aggregation)),
                orNull(baseline.value(metric, aggregation)),
                interval == null ? null : interval.low(),
                interval == null ? null : interval.high(),
                compared,
                onlyRun,
                onlyBaseline,
                counts(run.tally()),
                counts(baseline.tally())));
      }
    }
    return rows.iterator();
  }

  private static Double orNull(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }

  private static Long[] counts(Tally tally) {
    return new Long[] {
      tally.answered(),
      tally.nonPositive(),
      tally.unparsed(),
      tally.failed(),
      tally.excluded(),
      tally.rejected()
    };
  }

  static Tally tally(Row row, String column) {
    List<Long> c = row.getList(row.fieldIndex(column));
    return new Tally(c.get(0), c.get(1), c.get(2), c.get(3), c.get(4), c.get(5));
  }
}
