package io.depthlm.jobs.compare;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;

import io.depthlm.common.core.UserError;
import io.depthlm.common.metrics.Metric;
import io.depthlm.common.metrics.Tally;
import io.depthlm.common.metrics.registry.MeasureSets;
import io.depthlm.jobs.compare.DifferenceRows.SliceDifference;
import io.depthlm.jobs.scoring.ScoredCell;
import io.depthlm.jobs.scoring.ScoringRows;
import io.depthlm.jobs.scoring.SliceKey;
import io.depthlm.jobs.scoring.Slices;
import io.depthlm.jobs.spark.JobGroup;
import io.depthlm.jobs.spark.Progress;
import io.depthlm.jobs.spark.Warehouse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Compares a run with a baseline, cell by cell, on the questions that both asked. The intervals of
 * the differences come from a bootstrap that is paired by image. Writes nothing.
 */
public final class CompareJob {
  private static final SliceDifference NOTHING =
      new SliceDifference(
          0,
          Slices.ALL,
          Metric.SET.key(),
          List.of(),
          0,
          0,
          0,
          PairCounts.NONE,
          List.of(),
          Tally.NONE,
          Tally.NONE);

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
    CellPairs pairs =
        CellPairs.of(
            cells(request.runId(), request.run()), cells(request.baselineId(), request.baseline()));
    if (pairs.pairs().isEmpty()) {
      throw new UserError(
          "runs %s and %s have no dataset and task in common that were compared alike%s"
              .formatted(
                  request.runId(),
                  request.baselineId(),
                  request.run().wanted().isEmpty() && request.baseline().wanted().isEmpty()
                      ? ""
                      : ", or several variants are meant"),
          "look: depthlm sql \"SELECT run_id, model, dataset, task, compare_as FROM run_cells\"");
    }
    String description = "compare %s with %s".formatted(request.runId(), request.baselineId());
    try (JobGroup ignored = JobGroup.of(warehouse.spark(), "compare", description)) {
      progress.say("compare: scoring %,d pairs of cells".formatted(pairs.pairs().size()));
      List<SliceDifference> figures =
          DifferenceRows.ROWS.decode(figures(pairs.pairs()).collectAsList());
      CellFacts mine = CellFacts.of(warehouse, request.runId());
      CellFacts theirs = CellFacts.of(warehouse, request.baselineId());
      List<PairComparison> compared = new ArrayList<>();
      for (int i = 0; i < pairs.pairs().size(); i++) {
        int cell = i;
        CellPairs.Pair pair = pairs.pairs().get(i);
        compared.add(
            comparison(
                pair,
                mine.of(pair.run().scored()),
                theirs.of(pair.baseline().scored()),
                figures.stream().filter(f -> f.cell() == cell).toList()));
      }
      return new CompareResult(
          request.runId(),
          request.baselineId(),
          compared,
          pairs.onlyRun().stream().map(CellPairs.Cell::name).toList(),
          pairs.onlyBaseline().stream().map(CellPairs.Cell::name).toList());
    }
  }

  private List<CellPairs.Cell> cells(String runId, VariantFilter filter) {
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
                    ScoringRows.cell(row, request.truthRanges()),
                    row.getAs("numerics_version")))
        .filter(filter::holds)
        .toList();
  }

  /** {@link DifferenceRows#ROWS}: as many as cells × slices × sets of measures. */
  private Dataset<Row> figures(List<CellPairs.Pair> pairs) {
    List<ScoredCell> mine = pairs.stream().map(p -> p.run().scored()).toList();
    List<ScoredCell> theirs = pairs.stream().map(p -> p.baseline().scored()).toList();
    // one number of buckets for both, so that a frame is in the same bucket on either side
    List<Integer> buckets = mine.stream().map(ScoredCell::buckets).toList();
    Dataset<Row> ends =
        sided(request.runId(), mine, buckets, PairScorer.Side.RUN)
            .union(sided(request.baselineId(), theirs, buckets, PairScorer.Side.BASELINE));
    return ScoringRows.grouped(
            ScoringRows.asked(warehouse, mine, buckets), ScoringRows.QUESTIONS.schema())
        .cogroupSorted(
            ScoringRows.grouped(ends, PairRows.ENDS.schema()),
            ScoringRows.BY_QUESTION,
            PairRows.BY_ATTEMPT,
            new PairRows(mine, request.bootstrap()),
            PairRows.ROWS.encoder())
        .groupBy(col("cell"), col("slice"), col("measures"))
        .as(SliceKey.ROWS.encoder(), PairRows.ROWS.encoder())
        .flatMapSortedGroups(
            new Column[] {col("bucket")},
            new DifferenceRows(request.bootstrap()),
            DifferenceRows.ROWS.encoder());
  }

  private Dataset<Row> sided(
      String runId, List<ScoredCell> cells, List<Integer> buckets, PairScorer.Side side) {
    Column[] end =
        Stream.of(ScoringRows.ENDS.schema().fieldNames()).map(c -> col(c)).toArray(Column[]::new);
    return ScoringRows.given(warehouse, runId, cells, buckets)
        .withColumn("given", struct(end))
        .withColumn("side", lit(side.name()));
  }

  private static PairComparison comparison(
      CellPairs.Pair pair,
      CellFacts.Fact mine,
      CellFacts.Fact theirs,
      List<SliceDifference> figures) {
    SliceDifference all =
        figures.stream()
            .filter(f -> f.slice().equals(Slices.ALL) && f.measures().equals(Metric.SET.key()))
            .findFirst()
            .orElse(NOTHING);
    SortedMap<String, PairCounts> counts = new TreeMap<>();
    figures.forEach(f -> counts.put(f.slice(), f.counts()));
    return new PairComparison(
        pair.run().name(),
        pair.run().scored().variantId(),
        pair.baseline().scored().variantId(),
        all.compared(),
        all.onlyRun(),
        all.onlyBaseline(),
        all.run(),
        all.baseline(),
        new PairComparison.Speed(mine.questionsPerSecond(), theirs.questionsPerSecond()),
        differences(figures),
        counts,
        all.disagreements(),
        warnings(pair, mine, theirs));
  }

  private static List<Difference> differences(List<SliceDifference> figures) {
    return figures.stream()
        .flatMap(f -> f.differences().stream())
        .sorted(
            Comparator.comparing(Difference::slice)
                .thenComparing(d -> MeasureSets.place(d.measure()))
                .thenComparing(Difference::aggregation))
        .toList();
  }

  /** Two programs or number formats answer a little differently whatever the weights. */
  private static List<String> warnings(
      CellPairs.Pair pair, CellFacts.Fact mine, CellFacts.Fact theirs) {
    List<String> warnings = new ArrayList<>();
    if (!mine.computedIn().equals(theirs.computedIn())) {
      warnings.add(
          "the run was computed in %s, the baseline in %s; the differences hold that, too"
              .formatted(formats(mine), formats(theirs)));
    }
    int version = pair.run().numericsVersion();
    int before = pair.baseline().numericsVersion();
    if (version != before) {
      warnings.add(
          "the run has numerics version %d, the baseline %d; the differences hold that, too"
              .formatted(version, before));
    }
    return warnings;
  }

  private static String formats(CellFacts.Fact fact) {
    return fact.computedIn().isEmpty()
        ? "no known number format"
        : String.join(" and ", fact.computedIn());
  }
}
