package io.depthlm.jobs.evaluate;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.xxhash64;

import io.depthlm.common.core.UserError;
import io.depthlm.common.metrics.TruthRange;
import io.depthlm.common.tables.Table;
import io.depthlm.common.task.CompareAs;
import io.depthlm.common.task.TaskSpec;
import io.depthlm.jobs.spark.Joins;
import io.depthlm.jobs.spark.Progress;
import io.depthlm.jobs.spark.Warehouse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.KeyValueGroupedDataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * Scores a run: checks that every planned question has exactly one end, then replaces the run's
 * rows of {@code metrics} in one commit.
 */
public final class EvaluateJob {
  private static final StructType CELLS =
      new StructType()
          .add("variant_id", DataTypes.StringType)
          .add("dataset", DataTypes.StringType)
          .add("plan_id", DataTypes.StringType)
          .add("task", DataTypes.StringType)
          .add("parameters", DataTypes.StringType)
          .add("buckets", DataTypes.IntegerType);
  private static final StructType SLICE_KEY =
      new StructType()
          .add("variant_id", DataTypes.StringType)
          .add("dataset", DataTypes.StringType)
          .add("slice", DataTypes.StringType);
  // what can stand between quotes in a predicate
  private static final Pattern RUN_ID = Pattern.compile("[A-Za-z0-9._-]+");
  private static final int SHOWN_CELLS = 5;

  private final Warehouse warehouse;
  private final EvaluateRequest request;

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
    List<ScoredCell> cells = cells();
    SparkSession spark = warehouse.spark();
    spark.sparkContext().setJobGroup("evaluate", "evaluate " + request.runId(), false);
    Dataset<Row> buckets = buckets(cells).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      progress.say(
          "evaluate: scoring %,d cells of run %s".formatted(cells.size(), request.runId()));
      List<CellCount> counts = checked(cells, buckets);
      Dataset<Row> metrics =
          buckets
              .groupBy(col("variant_id"), col("dataset"), col("slice"))
              .as(Encoders.row(SLICE_KEY), Encoders.row(BucketRows.SCHEMA))
              .flatMapSortedGroups(
                  new Column[] {col("bucket")},
                  new MetricRows(request.runId(), cells, request.bootstrap()),
                  Encoders.row(MetricRows.SCHEMA))
              .coalesce(1)
              .persist(StorageLevel.MEMORY_AND_DISK());
      try {
        warehouse.replaceWhere(Table.METRICS, "run_id = '" + request.runId() + "'", metrics);
        return new EvaluateResult(counts, metrics.count());
      } finally {
        metrics.unpersist();
      }
    } finally {
      buckets.unpersist();
      spark.sparkContext().clearJobGroup();
    }
  }

  private Column ofRun() {
    return col("run_id").equalTo(request.runId());
  }

  private List<ScoredCell> cells() {
    if (!RUN_ID.matcher(request.runId()).matches()) {
      throw new UserError(
          "'" + request.runId() + "' cannot be the id of a run",
          "list them: depthlm sql \"SELECT run_id, sweep, started_at FROM runs\"");
    }
    List<ScoredCell> cells = new ArrayList<>();
    for (Row row : warehouse.read(Table.RUN_CELLS).where(ofRun()).collectAsList()) {
      String dataset = row.getAs("dataset");
      cells.add(
          new ScoredCell(
              row.getAs("variant_id"),
              dataset,
              row.getAs("plan_id"),
              TaskSpec.parse(row.getAs("task"), row.getAs("parameters")),
              CompareAs.ofKey(row.getAs("compare_as")),
              row.getAs("n_queries"),
              request.truthRanges().getOrDefault(dataset, TruthRange.ALL)));
    }
    if (cells.isEmpty()) {
      throw new UserError(
          "there is no run '%s' in %s".formatted(request.runId(), warehouse.uri()),
          "list them: depthlm sql \"SELECT run_id, sweep, started_at FROM runs\"");
    }
    return cells;
  }

  /** One row a slice of a bucket, {@link BucketRows#SCHEMA}. */
  private Dataset<Row> buckets(List<ScoredCell> cells) {
    Dataset<Row> cellRows =
        broadcast(
            warehouse
                .spark()
                .createDataFrame(
                    cells.stream()
                        .map(
                            c ->
                                RowFactory.create(
                                    c.variantId(),
                                    c.dataset(),
                                    c.planId(),
                                    c.task().kind().key(),
                                    c.task().parameters(),
                                    c.buckets()))
                        .toList(),
                    CELLS));
    Column[] byQuestion = {col("frame_id"), col("query_id")};
    Column[] byAttempt = {col("frame_id"), col("query_id"), col("attempt")};
    return grouped(asked(cells, cellRows), BucketRows.ASKED)
        .cogroupSorted(
            grouped(given(cellRows), BucketRows.GIVEN),
            byQuestion,
            byAttempt,
            new BucketRows(cells, request.bootstrap()),
            Encoders.row(BucketRows.SCHEMA));
  }

  private static KeyValueGroupedDataset<String, Row> grouped(Dataset<Row> rows, StructType as) {
    Column[] columns = Arrays.stream(as.fieldNames()).map(c -> col(c)).toArray(Column[]::new);
    return rows.select(columns).groupBy(col("bucket_key")).as(Encoders.STRING(), Encoders.row(as));
  }

  private Dataset<Row> asked(List<ScoredCell> cells, Dataset<Row> cellRows) {
    Object[] plans =
        cells.stream()
            .map(ScoredCell::planId)
            .collect(Collectors.toCollection(TreeSet::new))
            .toArray();
    return warehouse
        .read(Table.QUERIES)
        .where(col("plan_id").isin(plans))
        .withColumn("frame_id", element_at(col("frame_ids"), 1))
        .join(cellRows, Joins.on("plan_id", "dataset", "task", "parameters"), "inner")
        .withColumn("bucket_key", bucketKey());
  }

  /** Attempts and rejects of the run; an end whose cell is not in the run is left out: not ours. */
  private Dataset<Row> given(Dataset<Row> cellRows) {
    Dataset<Row> attempts =
        warehouse
            .read(Table.PREDICTIONS)
            .where(ofRun())
            .select(
                col("variant_id"),
                col("dataset"),
                col("frame_id"),
                col("query_id"),
                col("attempt"),
                col("parse_status").as("outcome"),
                col("value"));
    Dataset<Row> rejects =
        warehouse
            .read(Table.REJECTS)
            .where(ofRun().and(col("variant_id").notEqual("")))
            .select(
                col("variant_id"),
                col("dataset"),
                col("frame_id"),
                coalesce(col("query_id"), lit("")).as("query_id"),
                lit(-1).as("attempt"),
                lit("rejected").as("outcome"),
                lit(null).cast(DataTypes.DoubleType).as("value"));
    return attempts
        .union(rejects)
        .join(
            cellRows.select("variant_id", "dataset", "buckets"),
            Joins.on("variant_id", "dataset"),
            "inner")
        .withColumn("bucket_key", bucketKey());
  }

  private static Column bucketKey() {
    Column bucket = pmod(xxhash64(col("frame_id")), col("buckets"));
    return concat_ws("/", col("variant_id"), bucket, col("dataset"));
  }

  private List<CellCount> checked(List<ScoredCell> cells, Dataset<Row> buckets) {
    List<CellCount> counts = new ArrayList<>();
    List<String> wrong = new ArrayList<>();
    List<Row> sums =
        buckets
            .where(col("slice").equalTo(Slices.ALL))
            .groupBy(col("variant_id"), col("dataset"))
            .agg(
                sum("planned"),
                sum("answered"),
                sum("unparsed"),
                sum("failed"),
                sum("rejected"),
                sum("missing"),
                sum("unknown"),
                sum("doubled"))
            .collectAsList();
    for (ScoredCell cell : cells) {
      QuestionCount count =
          sums.stream()
              .filter(
                  r ->
                      r.getString(0).equals(cell.variantId())
                          && r.getString(1).equals(cell.dataset()))
              .findFirst()
              .map(EvaluateJob::count)
              .orElse(QuestionCount.NONE);
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

  private static QuestionCount count(Row r) {
    return new QuestionCount(
        r.getLong(2),
        r.getLong(3),
        r.getLong(4),
        r.getLong(5),
        r.getLong(6),
        r.getLong(7),
        r.getLong(8),
        r.getLong(9));
  }
}
