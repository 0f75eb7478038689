package io.depthlm.jobs.compare;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.depthlm.common.core.UserError;
import io.depthlm.common.metrics.Aggregation;
import io.depthlm.common.metrics.Interval;
import io.depthlm.common.metrics.Metric;
import io.depthlm.common.metrics.Tally;
import io.depthlm.jobs.scoring.ScoredCell;
import io.depthlm.jobs.scoring.ScoringRows;
import io.depthlm.jobs.scoring.Slices;
import io.depthlm.jobs.spark.JobGroup;
import io.depthlm.jobs.spark.Progress;
import io.depthlm.jobs.spark.Warehouse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Holds a run against a baseline, cell by cell, on the questions that both asked, with intervals of
 * the differences from a bootstrap that is paired by image. Writes nothing.
 */
public final class CompareJob {
  private static final StructType SLICE_KEY =
      new StructType().add("cell", DataTypes.IntegerType).add("slice", DataTypes.StringType);

  private final Warehouse warehouse;
  private final CompareRequest request;

  /**
   * @param warehouse where both runs are
   */
  public CompareJob(Warehouse warehouse, CompareRequest request) {
    this.warehouse = warehouse;
    this.request = request;
  }

  /**
   * Compares.
   *
   * @throws UserError if there is no such run, or the two have no cell in common
   */
  public CompareResult run(Progress progress) {
    CellPairs pairs = CellPairs.of(cells(request.runId()), cells(request.baselineId()));
    if (pairs.pairs().isEmpty()) {
      throw new UserError(
          "runs %s and %s have no dataset and task in common that were compared alike"
              .formatted(request.runId(), request.baselineId()),
          "look: depthlm sql \"SELECT run_id, model, dataset, task, compare_as FROM run_cells\"");
    }
    String description = "compare %s with %s".formatted(request.runId(), request.baselineId());
    try (JobGroup ignored = JobGroup.of(warehouse.spark(), "compare", description)) {
      progress.say("compare: scoring %,d pairs of cells".formatted(pairs.pairs().size()));
      List<Row> figures = figures(pairs.pairs()).collectAsList();
      Speeds mine = Speeds.of(warehouse, request.runId());
      Speeds theirs = Speeds.of(warehouse, request.baselineId());
      List<PairComparison> compared = new ArrayList<>();
      for (int i = 0; i < pairs.pairs().size(); i++) {
        int cell = i;
        CellPairs.Pair pair = pairs.pairs().get(i);
        compared.add(
            comparison(
                pair,
                new PairComparison.Speed(
                    mine.of(pair.run().scored()), theirs.of(pair.baseline().scored())),
                figures.stream().filter(r -> r.<Integer>getAs("cell") == cell).toList()));
      }
      return new CompareResult(
          request.runId(),
          request.baselineId(),
          compared,
          pairs.onlyRun().stream().map(CellPairs.Cell::name).toList(),
          pairs.onlyBaseline().stream().map(CellPairs.Cell::name).toList());
    }
  }

  private List<CellPairs.Cell> cells(String runId) {
    return ScoringRows.cellRows(warehouse, runId).stream()
        .map(
            row ->
                new CellPairs.Cell(
                    new CellName(
                        row.getAs("dataset"),
                        row.getAs("task"),
                        row.getAs("parameters"),
                        row.getAs("compare_as"),
                        row.getAs("model"),
                        row.getAs("prompt"),
                        row.getAs("marker"),
                        row.getAs("focal_px")),
                    ScoringRows.cell(row, request.truthRanges())))
        .toList();
  }

  /** One row a figure, {@link DifferenceRows#SCHEMA}: as many as cells × slices × metrics. */
  private Dataset<Row> figures(List<CellPairs.Pair> pairs) {
    List<ScoredCell> mine = pairs.stream().map(p -> p.run().scored()).toList();
    List<ScoredCell> theirs = pairs.stream().map(p -> p.baseline().scored()).toList();
    // one number of buckets for both, so that a frame is in the same bucket on either side
    List<Integer> buckets = mine.stream().map(ScoredCell::buckets).toList();
    Dataset<Row> ends =
        sided(request.runId(), mine, buckets, PairScorer.Side.RUN)
            .union(sided(request.baselineId(), theirs, buckets, PairScorer.Side.BASELINE));
    return ScoringRows.grouped(ScoringRows.asked(warehouse, mine, buckets), ScoringRows.ASKED)
        .cogroupSorted(
            ScoringRows.grouped(ends, PairRows.SIDED),
            ScoringRows.BY_QUESTION,
            ScoringRows.BY_ATTEMPT,
            new PairRows(mine, request.bootstrap()),
            Encoders.row(PairRows.SCHEMA))
        .groupBy(col("cell"), col("slice"))
        .as(Encoders.row(SLICE_KEY), Encoders.row(PairRows.SCHEMA))
        .flatMapSortedGroups(
            new Column[] {col("bucket")},
            new DifferenceRows(request.bootstrap()),
            Encoders.row(DifferenceRows.SCHEMA));
  }

  private Dataset<Row> sided(
      String runId, List<ScoredCell> cells, List<Integer> buckets, PairScorer.Side side) {
    Column[] columns =
        Arrays.stream(PairRows.SIDED.fieldNames()).map(c -> col(c)).toArray(Column[]::new);
    return ScoringRows.given(warehouse, runId, cells, buckets)
        .withColumn("side", lit(side.name()))
        .select(columns);
  }

  private static PairComparison comparison(
      CellPairs.Pair pair, PairComparison.Speed speed, List<Row> figures) {
    List<Difference> differences =
        figures.stream()
            .map(CompareJob::difference)
            .sorted(
                Comparator.comparing(Difference::slice)
                    .thenComparing(Difference::metric)
                    .thenComparing(Difference::aggregation))
            .toList();
    Row all =
        figures.stream().filter(r -> r.getAs("slice").equals(Slices.ALL)).findFirst().orElse(null);
    return new PairComparison(
        pair.run().name(),
        pair.run().scored().variantId(),
        pair.baseline().scored().variantId(),
        all == null ? 0 : all.<Long>getAs("compared"),
        all == null ? 0 : all.<Long>getAs("only_run"),
        all == null ? 0 : all.<Long>getAs("only_baseline"),
        all == null ? Tally.NONE : DifferenceRows.tally(all, "run_tally"),
        all == null ? Tally.NONE : DifferenceRows.tally(all, "baseline_tally"),
        speed,
        differences);
  }

  private static Difference difference(Row row) {
    Double low = row.getAs("ci_low");
    Double high = row.getAs("ci_high");
    return new Difference(
        row.getAs("slice"),
        Metric.ofKey(row.getAs("metric")).orElseThrow(),
        Aggregation.ofKey(row.getAs("aggregation")).orElseThrow(),
        row.getAs("run"),
        row.getAs("baseline"),
        low == null ? null : new Interval(low, high));
  }
}
