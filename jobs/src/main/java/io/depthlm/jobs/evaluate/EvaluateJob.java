package io.depthlm.jobs.evaluate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;

import io.depthlm.common.core.UserError;
import io.depthlm.jobs.rows.RowCodec;
import io.depthlm.jobs.scoring.ScoredCell;
import io.depthlm.jobs.scoring.ScoringRows;
import io.depthlm.jobs.scoring.SliceKey;
import io.depthlm.jobs.scoring.Slices;
import io.depthlm.jobs.spark.JobGroup;
import io.depthlm.jobs.spark.Progress;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * Scores a run: checks that every planned question has exactly one end, then replaces the run's
 * rows of {@code metrics} in one commit.
 */
public final class EvaluateJob {
  private static final RowCodec<CellQuestions> COUNTS = RowCodec.of(CellQuestions.class);
  private static final int SHOWN_CELLS = 5;

  private final Warehouse warehouse;
  private final EvaluateRequest request;

  private record CellQuestions(int cell, QuestionCount questions) {}

  /**
   * @param warehouse where the run's tables are and its metrics go
   */
  public EvaluateJob(Warehouse warehouse, EvaluateRequest request) {
    this.warehouse = warehouse;
    this.request = request;
  }

  /**
   * Evaluates.
   *
   * @throws UserError if there is no such run, or its id cannot be one
   * @throws ConservationException if questions were lost or doubled; nothing is written then
   */
  public EvaluateResult run(Progress progress) {
    List<ScoredCell> cells =
        ScoringRows.cellRows(warehouse, request.runId()).stream()
            .map(row -> ScoringRows.cell(row, request.truthRanges()))
            .toList();
    try (JobGroup ignored =
        JobGroup.of(warehouse.spark(), "evaluate", "evaluate " + request.runId())) {
      return score(cells, progress);
    }
  }

  private EvaluateResult score(List<ScoredCell> cells, Progress progress) {
    Dataset<Row> buckets = buckets(cells).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      progress.say(
          "evaluate: scoring %,d cells of run %s".formatted(cells.size(), request.runId()));
      List<CellCount> counts = checked(cells, buckets);
      Dataset<Row> metrics =
          buckets
              .groupBy(col("cell"), col("slice"), col("measures"))
              .as(SliceKey.ROWS.encoder(), BucketRows.ROWS.encoder())
              .flatMapSortedGroups(
                  new Column[] {col("bucket")},
                  new MetricRows(request.runId(), cells, request.bootstrap()),
                  MetricRows.ROWS.encoder())
              .repartition(1)
              .persist(StorageLevel.MEMORY_AND_DISK());
      try {
        warehouse.replaceWhere(Table.METRICS, "run_id = '" + request.runId() + "'", metrics);
        return new EvaluateResult(counts, metrics.count());
      } finally {
        metrics.unpersist();
      }
    } finally {
      buckets.unpersist();
    }
  }

  /** One row for each slice and set of measures of a bucket, {@link BucketRows#ROWS}. */
  private Dataset<Row> buckets(List<ScoredCell> cells) {
    List<Integer> buckets = cells.stream().map(ScoredCell::buckets).toList();
    return ScoringRows.grouped(
            ScoringRows.asked(warehouse, cells, buckets), ScoringRows.QUESTIONS.schema())
        .cogroupSorted(
            ScoringRows.grouped(
                ScoringRows.given(warehouse, request.runId(), cells, buckets),
                ScoringRows.ENDS.schema()),
            ScoringRows.BY_QUESTION,
            ScoringRows.BY_ATTEMPT,
            new BucketRows(cells, request.bootstrap()),
            BucketRows.ROWS.encoder());
  }

  private List<CellCount> checked(List<ScoredCell> cells, Dataset<Row> buckets) {
    List<CellCount> counts = new ArrayList<>();
    List<String> wrong = new ArrayList<>();
    Column[] sums =
        Arrays.stream(RowCodec.of(QuestionCount.class).schema().fieldNames())
            .map(name -> sum("questions." + name).as(name))
            .toArray(Column[]::new);
    List<Row> summed =
        buckets
            .where(col("slice").equalTo(Slices.ALL))
            .groupBy(col("cell"))
            .agg(struct(sums).as("questions"))
            .collectAsList();
    Map<Integer, QuestionCount> byCell =
        COUNTS.decode(summed).stream()
            .collect(Collectors.toMap(CellQuestions::cell, CellQuestions::questions));
    for (int i = 0; i < cells.size(); i++) {
      ScoredCell cell = cells.get(i);
      QuestionCount count = byCell.getOrDefault(i, QuestionCount.NONE);
      counts.add(new CellCount(cell.variantId(), cell.dataset(), count));
      if (!count.isConserved() || count.planned() != cell.queries()) {
        wrong.add(
            "  variant %s, dataset %s, %s: run_cells has %,d; %s"
                .formatted(
                    cell.variantId(),
                    cell.dataset(),
                    cell.task().kind().key(),
                    cell.queries(),
                    count));
      }
    }
    if (!wrong.isEmpty()) {
      throw new ConservationException(
          "run %s lost or doubled questions in %,d of %,d cells; nothing was evaluated%n%s"
              .formatted(
                  request.runId(),
                  wrong.size(),
                  cells.size(),
                  wrong.stream().limit(SHOWN_CELLS).collect(Collectors.joining("\n"))));
    }
    return counts;
  }
}
