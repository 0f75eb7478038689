package io.depthlm.jobs.scoring;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.depthlm.common.core.UserError;
import io.depthlm.common.metrics.TruthRange;
import io.depthlm.common.task.CompareAs;
import io.depthlm.common.task.TaskSpec;
import io.depthlm.jobs.rows.RowCodec;
import io.depthlm.jobs.spark.Joins;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.KeyValueGroupedDataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The questions and ends of a run's cells as rows with a bucket key: {@code cell/bucket}, a cell
 * being its index in the list it was given with, a bucket some of its frames.
 */
public final class ScoringRows {
  // what can stand between quotes in a predicate
  private static final Pattern RUN_ID = Pattern.compile("[A-Za-z0-9._-]+");

  /** The planned questions. */
  public static final RowCodec<PlannedQuestion> QUESTIONS = RowCodec.of(PlannedQuestion.class);

  /** Their ends. */
  public static final RowCodec<QuestionEnd> ENDS = RowCodec.of(QuestionEnd.class);

  private static final RowCodec<CellRow> CELLS = RowCodec.of(CellRow.class);
  private static final String BUCKET_KEY = "bucket_key";

  private record CellRow(
      int cell,
      String variantId,
      String dataset,
      String planId,
      String task,
      String parameters,
      int buckets) {}

  /** How the ends of one question are sorted. */
  public static final Column[] BY_ATTEMPT = {col("frame_id"), col("query_id"), col("attempt")};

  /** How questions are sorted. */
  public static final Column[] BY_QUESTION = {col("frame_id"), col("query_id")};

  private ScoringRows() {}

  /**
   * The cells of a run with what names them for people, in the order of the table.
   *
   * @throws UserError if there is no such run, or its id cannot be one
   */
  public static List<Row> cellRows(Warehouse warehouse, String runId) {
    String remedy = "list them: depthlm sql \"SELECT run_id, sweep, started_at FROM runs\"";
    if (!RUN_ID.matcher(runId).matches()) {
      throw new UserError("'" + runId + "' cannot be the id of a run", remedy);
    }
    List<Row> rows =
        warehouse.read(Table.RUN_CELLS).where(col("run_id").equalTo(runId)).collectAsList();
    if (rows.isEmpty()) {
      throw new UserError("there is no run '%s' in %s".formatted(runId, warehouse.uri()), remedy);
    }
    return rows;
  }

  public static ScoredCell cell(Row row, Map<String, TruthRange> ranges) {
    String dataset = row.getAs("dataset");
    return new ScoredCell(
        row.getAs("variant_id"),
        dataset,
        row.getAs("plan_id"),
        TaskSpec.parse(row.getAs("task"), row.getAs("parameters")),
        CompareAs.ofKey(row.getAs("compare_as")),
        row.getAs("n_queries"),
        ranges.getOrDefault(dataset, TruthRange.ALL));
  }

  /**
   * The questions of cells, columns of {@link #QUESTIONS} and their bucket; {@code buckets} has as
   * many entries as there are.
   */
  public static Dataset<Row> asked(
      Warehouse warehouse, List<ScoredCell> cells, List<Integer> buckets) {
    Object[] plans = cells.stream().map(ScoredCell::planId).distinct().sorted().toArray();
    return warehouse
        .read(Table.QUERIES)
        .where(col("plan_id").isin(plans))
        .withColumn("frame_id", element_at(col("frame_ids"), 1))
        .join(
            cells(warehouse, cells, buckets),
            Joins.on("plan_id", "dataset", "task", "parameters"),
            "inner")
        .withColumn("place", place())
        .withColumn(BUCKET_KEY, bucketKey());
  }

  /** {@link AskedPlace}, of questions about one pixel. */
  private static Column place() {
    Column camera = struct("fx_px", "fy_px", "cx_px", "cy_px", "width_px", "height_px");
    Column step = struct(col("step_near_z_m").as("near_z_m"), col("step_far_z_m").as("far_z_m"));
    return when(
        col("truth_z_m").isNotNull(),
        struct(
            get(col("x_px"), lit(0)).as("x_px"),
            get(col("y_px"), lit(0)).as("y_px"),
            when(col("fx_px").isNotNull(), camera).as("camera"),
            col("plane_id"),
            when(col("step_near_z_m").isNotNull(), step).as("step")));
  }

  /** The attempts and rejects of a run's cells, columns of {@link #ENDS} and their bucket. */
  public static Dataset<Row> given(
      Warehouse warehouse, String runId, List<ScoredCell> cells, List<Integer> buckets) {
    Dataset<Row> attempts =
        warehouse
            .read(Table.PREDICTIONS)
            .where(col("run_id").equalTo(runId))
            .select(
                col("variant_id"),
                col("dataset"),
                col("frame_id"),
                col("query_id"),
                col("attempt"),
                col("parse_status").as("outcome"),
                col("value"),
                col("confidence"),
                col("expected_abs_rel"),
                col("token_px").divide(col("effective_focal_px")).as("token_over_focal"));
    Dataset<Row> rejects =
        warehouse
            .read(Table.REJECTS)
            .where(col("run_id").equalTo(runId).and(col("variant_id").notEqual("")))
            .select(
                col("variant_id"),
                col("dataset"),
                col("frame_id"),
                coalesce(col("query_id"), lit("")).as("query_id"),
                lit(-1).as("attempt"),
                lit("rejected").as("outcome"),
                lit(null).cast(DataTypes.DoubleType).as("value"),
                lit(null).cast(DataTypes.DoubleType).as("confidence"),
                lit(null).cast(DataTypes.DoubleType).as("expected_abs_rel"),
                lit(null).cast(DataTypes.DoubleType).as("token_over_focal"));
    return attempts
        .union(rejects)
        .join(
            cells(warehouse, cells, buckets).select("cell", "variant_id", "dataset", "buckets"),
            Joins.on("variant_id", "dataset"),
            "inner")
        .withColumn(BUCKET_KEY, bucketKey());
  }

  /** Rows of these columns, grouped by their bucket. */
  public static KeyValueGroupedDataset<String, Row> grouped(Dataset<Row> rows, StructType columns) {
    StructType keyed = columns.add(BUCKET_KEY, DataTypes.StringType);
    return rows.select(Arrays.stream(keyed.fieldNames()).map(c -> col(c)).toArray(Column[]::new))
        .groupBy(col(BUCKET_KEY))
        .as(Encoders.STRING(), Encoders.row(keyed));
  }

  private static Dataset<Row> cells(
      Warehouse warehouse, List<ScoredCell> cells, List<Integer> buckets) {
    List<CellRow> rows = new ArrayList<>();
    for (int i = 0; i < cells.size(); i++) {
      ScoredCell c = cells.get(i);
      rows.add(
          new CellRow(
              i,
              c.variantId(),
              c.dataset(),
              c.planId(),
              c.task().kind().key(),
              c.task().parameters(),
              buckets.get(i)));
    }
    return broadcast(warehouse.spark().createDataFrame(CELLS.encode(rows), CELLS.schema()));
  }

  private static Column bucketKey() {
    return concat_ws("/", col("cell"), pmod(xxhash64(col("frame_id")), col("buckets")));
  }

  public static int cellOf(String bucketKey) {
    return Integer.parseInt(bucketKey.substring(0, bucketKey.indexOf('/')));
  }

  public static int bucketOf(String bucketKey) {
    return Integer.parseInt(bucketKey.substring(bucketKey.indexOf('/') + 1));
  }
}
