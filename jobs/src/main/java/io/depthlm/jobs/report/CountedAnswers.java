package io.depthlm.jobs.report;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.log10;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.sum;

import io.depthlm.common.render.svg.DensityChart;
import io.depthlm.jobs.report.RunReport.CellAnswers;
import io.depthlm.jobs.report.RunReport.CellKey;
import io.depthlm.jobs.report.RunReport.FrameScore;
import io.depthlm.jobs.report.RunReport.Place;
import io.depthlm.jobs.report.RunReport.Spread;
import io.depthlm.jobs.report.RunReport.Sureness;
import io.depthlm.jobs.spark.Joins;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * The questions of a run that its metrics count, one row each, kept for several questions about
 * them; everything that leaves is counted, and of a size that does not grow with the run. Close it
 * to free what is kept.
 */
final class CountedAnswers implements AutoCloseable {
  private static final int BEST_FRAMES = 3;
  private static final int WORST_FRAMES = 10;
  private static final long MOST_BROADCAST_BYTES = 1 << 20;
  private static final String[] CELL = {"variant_id", "dataset", "task"};
  private static final StructType KEYS =
      new StructType()
          .add("variant_id", DataTypes.StringType)
          .add("dataset", DataTypes.StringType)
          .add("task", DataTypes.StringType);
  private static final Column LOG_ERROR = abs(col("log_ratio"));

  private final Dataset<Row> rows;

  CountedAnswers(Warehouse tables, String runId) {
    Warehouse warehouse = new Warehouse(shuffling(tables.spark()), tables.uri());
    warehouse.registerViews();
    Dataset<Row> sizes =
        warehouse
            .read(Table.FRAMES)
            .select(
                col("dataset"),
                col("frame_id"),
                col("width_px").as("frame_width_px"),
                col("height_px").as("frame_height_px"));
    this.rows =
        warehouse
            .spark()
            .table("scored")
            .where(col("run_id").equalTo(runId).and(col("counts")))
            .select(
                col("variant_id"),
                col("dataset"),
                col("task"),
                col("frame_id"),
                col("query_id"),
                col("x_px"),
                col("y_px"),
                col("unit"),
                col("region"),
                col("truth"),
                col("answer"),
                expr("ln(ratio)").as("log_ratio"),
                expr("coalesce(ratio IS NOT NULL AND greatest(answer / truth, truth / answer)"
                        + " < 1.25, false)")
                    .as("hit"),
                col("confidence"),
                expr("substring(answer_text, 1, 300)").as("answer_text"))
            .join(sizes, Joins.on("dataset", "frame_id"), "left")
            .persist(StorageLevel.MEMORY_AND_DISK());
  }

  /**
   * A session of the same tables that joins questions to answers by shuffling both. Ours sends
   * tables of up to 64 MB through the driver, which is meant for frames; questions would grow there
   * with the run.
   */
  private static SparkSession shuffling(SparkSession session) {
    SparkSession own = session.newSession();
    own.conf().set("spark.sql.autoBroadcastJoinThreshold", MOST_BROADCAST_BYTES);
    return own;
  }

  /** The rows: key, pixels, truth, answer, log_ratio, hit, confidence, answer_text. */
  Dataset<Row> rows() {
    return rows;
  }

  @Override
  public void close() {
    rows.unpersist();
  }

  /** What was counted of each cell. */
  Map<CellKey, CellAnswers> byCell() {
    Map<CellKey, List<DensityChart.Bin>> bins = listed(bins(), CountedAnswers::bin);
    Map<CellKey, List<Place>> places = listed(places(), CountedAnswers::place);
    Map<CellKey, List<Spread>> spreads = listed(spreads(), CountedAnswers::spread);
    Map<CellKey, List<FrameScore>> frames = listed(frames(), CountedAnswers::frame);
    Map<CellKey, List<Sureness>> sureness = listed(sureness(), CountedAnswers::sureness);
    Map<CellKey, CellAnswers> cells = new HashMap<>();
    // a cell without any positive answer has places all the same
    for (CellKey key : Set.copyOf(places.keySet())) {
      List<Spread> spread = spreads.getOrDefault(key, List.of());
      cells.put(
          key,
          new CellAnswers(
              bins.getOrDefault(key, List.of()),
              places.get(key),
              spread.isEmpty() ? null : spread.get(0),
              frames.getOrDefault(key, List.of()),
              sureness.getOrDefault(key, List.of())));
    }
    return cells;
  }

  static CellKey key(Row row) {
    return new CellKey(row.getAs("variant_id"), row.getAs("dataset"), row.getAs("task"));
  }

  private static <T> Map<CellKey, List<T>> listed(Dataset<Row> rows, Function<Row, T> read) {
    Map<CellKey, List<T>> byCell = new HashMap<>();
    for (Row row : rows.collectAsList()) {
      byCell.computeIfAbsent(key(row), k -> new ArrayList<>()).add(read.apply(row));
    }
    return byCell;
  }

  private Dataset<Row> positive() {
    return rows.where(col("log_ratio").isNotNull());
  }

  private Dataset<Row> bins() {
    return positive()
        .groupBy(
            col("variant_id"),
            col("dataset"),
            col("task"),
            bin(col("truth")).as("truth_bin"),
            bin(col("answer")).as("answer_bin"))
        .agg(count(lit(1)).as("n"));
  }

  private static Column bin(Column value) {
    double from = Math.log10(DensityChart.FROM);
    double side = (Math.log10(DensityChart.TO) - from) / DensityChart.SQUARES;
    Column square = floor(log10(value).minus(from).divide(side));
    return greatest(lit(0), least(lit(DensityChart.SQUARES - 1), square)).cast("int");
  }

  private static DensityChart.Bin bin(Row row) {
    return new DensityChart.Bin(row.getAs("truth_bin"), row.getAs("answer_bin"), row.getAs("n"));
  }

  private Dataset<Row> places() {
    return rows.groupBy(
            col("variant_id"),
            col("dataset"),
            col("task"),
            part("x_px", "frame_width_px", RunReport.PLACE_COLUMNS).as("part_column"),
            part("y_px", "frame_height_px", RunReport.PLACE_ROWS).as("part_row"))
        .agg(
            count(lit(1)).as("n"),
            sum(col("hit").cast("long")).as("hits"),
            avg("log_ratio").as("log_ratio"))
        .orderBy("part_row", "part_column");
  }

  /** Which part of the picture the first pixel is in; -1 where the frame is not known. */
  private static Column part(String pixel, String size, int parts) {
    return expr(
        "coalesce(cast(least(%3$d - 1, greatest(0, floor(%3$d * element_at(%1$s, 1) / %2$s))) AS int), -1)"
            .formatted(pixel, size, parts));
  }

  private static Place place(Row row) {
    return new Place(
        row.getAs("part_column"),
        row.getAs("part_row"),
        row.getAs("n"),
        row.getAs("hits"),
        row.getAs("log_ratio"));
  }

  private Dataset<Row> spreads() {
    return positive()
        .groupBy(col("variant_id"), col("dataset"), col("task"))
        .agg(
            expr("percentile_approx(log_ratio, array(0.05, 0.25, 0.5, 0.75, 0.95), 10000)")
                .as("quantiles"),
            expr("percentile_approx(abs(log_ratio), 0.5, 10000)").as("half"));
  }

  private static Spread spread(Row row) {
    List<Double> q = row.getList(row.fieldIndex("quantiles"));
    return new Spread(
        Math.exp(q.get(0)),
        Math.exp(q.get(1)),
        Math.exp(q.get(2)),
        Math.exp(q.get(3)),
        Math.exp(q.get(4)),
        Math.exp(row.<Double>getAs("half")));
  }

  private Dataset<Row> frames() {
    WindowSpec cell = Window.partitionBy("variant_id", "dataset", "task");
    return rows.groupBy("variant_id", "dataset", "task", "frame_id")
        .agg(
            count(lit(1)).as("n"),
            sum(col("hit").cast("long")).as("hits"),
            avg(LOG_ERROR).as("log_error"),
            avg("log_ratio").as("log_ratio"),
            avg(expr("CASE WHEN log_ratio IS NOT NULL THEN abs(answer - truth) / truth END"))
                .as("abs_rel"))
        .where(col("log_error").isNotNull())
        .withColumn("rank", row_number().over(cell.orderBy(col("log_error"), col("frame_id"))))
        .withColumn("frames", count(lit(1)).over(cell))
        .where(
            col("rank")
                .leq(BEST_FRAMES)
                .or(col("rank").gt(col("frames").minus(WORST_FRAMES)))
                .or(col("rank").equalTo(floor(col("frames").plus(1).divide(2)))))
        .orderBy("rank");
  }

  private static FrameScore frame(Row row) {
    return new FrameScore(
        row.getAs("frame_id"),
        row.<Integer>getAs("rank"),
        row.getAs("frames"),
        row.getAs("n"),
        row.getAs("hits"),
        row.getAs("log_error"),
        row.getAs("log_ratio"),
        row.getAs("abs_rel"));
  }

  private Dataset<Row> sureness() {
    return rows.where(col("confidence").isNotNull())
        .groupBy(
            col("variant_id"),
            col("dataset"),
            col("task"),
            expr("least(9, greatest(0, cast(floor(10 * confidence) AS int)))").as("tenth"))
        .agg(
            avg("confidence").as("mean"),
            count(lit(1)).as("n"),
            sum(col("hit").cast("long")).as("hits"))
        .orderBy("tenth");
  }

  private static Sureness sureness(Row row) {
    return new Sureness(
        row.<Integer>getAs("tenth") / 10.0, row.getAs("mean"), row.getAs("n"), row.getAs("hits"));
  }

  /** The rows of some cells only. */
  Dataset<Row> of(List<CellKey> cells) {
    List<Row> keys =
        cells.stream()
            .map(key -> RowFactory.create(key.variantId(), key.dataset(), key.task()))
            .toList();
    Dataset<Row> wanted = rows.sparkSession().createDataFrame(keys, KEYS);
    return rows.join(broadcast(wanted), Joins.on(CELL), "left_semi");
  }
}
