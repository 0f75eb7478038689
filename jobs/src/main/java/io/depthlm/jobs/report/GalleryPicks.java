package io.depthlm.jobs.report;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.row_number;

import io.depthlm.common.geometry.Pixel;
import io.depthlm.jobs.report.RunReport.Cell;
import io.depthlm.jobs.report.RunReport.CellKey;
import io.depthlm.jobs.report.RunReport.Said;
import io.depthlm.jobs.report.RunReport.Shown;
import io.depthlm.jobs.report.RunReport.Why;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * Which questions the gallery shows, without their pictures: of each of the first cells those
 * answered best, middling and worst, each of a frame of its own, and those about which the variants
 * differ most. Ranks are found by windows, of which Spark keeps only the first rows.
 */
final class GalleryPicks {
  private static final int MOST_CELLS = 6;
  private static final int OF_EACH_KIND = 3;
  private static final int DISAGREED = 6;
  private static final Column LOG_ERROR = abs(col("log_ratio"));

  private final CountedAnswers answers;
  private final List<Cell> cells;

  /**
   * @param cells of the run, the best first
   */
  GalleryPicks(CountedAnswers answers, List<Cell> cells) {
    this.answers = answers;
    this.cells = cells;
  }

  List<Shown> picked() {
    List<Cell> looking = cells.stream().filter(cell -> !cell.isBaseline()).toList();
    List<Cell> shown =
        (looking.isEmpty() ? cells : looking)
            .stream().filter(cell -> cell.answers().spread() != null).limit(MOST_CELLS).toList();
    if (shown.isEmpty()) {
      return List.of();
    }
    Map<CellKey, Cell> byKey = new LinkedHashMap<>();
    shown.forEach(cell -> byKey.put(cell.key(), cell));
    Dataset<Row> rows = answers.of(List.copyOf(byKey.keySet())).where(col("log_ratio").isNotNull());
    Map<CellKey, List<Shown>> picks = new LinkedHashMap<>();
    byKey.keySet().forEach(key -> picks.put(key, new ArrayList<>()));
    Function<Why, Column> order =
        why ->
            switch (why) {
              case BEST -> LOG_ERROR.asc();
              case MEDIAN -> abs(LOG_ERROR.minus(middle(shown))).asc();
              case WORST, DISAGREED -> LOG_ERROR.desc();
            };
    for (Why why : List.of(Why.BEST, Why.MEDIAN, Why.WORST)) {
      for (Row row : first(rows, order.apply(why)).collectAsList()) {
        Cell cell = byKey.get(CountedAnswers.key(row));
        picks.get(cell.key()).add(shown(why, cell.key(), row, List.of(said(cell, row))));
      }
    }
    List<Shown> all = new ArrayList<>();
    picks.values().forEach(all::addAll);
    all.addAll(disagreed(looking));
    return all;
  }

  /** The middle error of each cell, as one expression over its key. */
  private static Column middle(List<Cell> cells) {
    Column middle = lit(0.0);
    for (Cell cell : cells) {
      CellKey key = cell.key();
      middle =
          org.apache
              .spark
              .sql
              .functions
              .when(
                  col("variant_id")
                      .equalTo(key.variantId())
                      .and(col("dataset").equalTo(key.dataset()))
                      .and(col("task").equalTo(key.task())),
                  Math.log(cell.answers().spread().halfWithin()))
              .otherwise(middle);
    }
    return middle;
  }

  private static Dataset<Row> first(Dataset<Row> rows, Column order) {
    Column inFrame =
        row_number()
            .over(
                Window.partitionBy("variant_id", "dataset", "task", "frame_id")
                    .orderBy(order, col("query_id")));
    Column inCell =
        row_number()
            .over(
                Window.partitionBy("variant_id", "dataset", "task")
                    .orderBy(order, col("query_id")));
    return rows.withColumn("rank", inFrame)
        .where(col("rank").equalTo(1))
        .withColumn("rank", inCell)
        .where(col("rank").leq(OF_EACH_KIND))
        .orderBy("rank");
  }

  /** Questions that at least two of the cells that look at the picture answer most differently. */
  private List<Shown> disagreed(List<Cell> looking) {
    if (looking.size() < 2) {
      return List.of();
    }
    Map<CellKey, Cell> byKey = new LinkedHashMap<>();
    looking.forEach(cell -> byKey.put(cell.key(), cell));
    Dataset<Row> rows = answers.of(List.copyOf(byKey.keySet())).where(col("log_ratio").isNotNull());
    List<Row> apart =
        rows.groupBy("dataset", "task", "query_id", "frame_id")
            .agg(max("log_ratio").minus(min("log_ratio")).as("apart"), count(lit(1)).as("answers"))
            .where(col("answers").gt(1).and(col("apart").gt(0)))
            .withColumn(
                "rank",
                row_number()
                    .over(
                        Window.partitionBy("dataset", "task", "frame_id")
                            .orderBy(col("apart").desc(), col("query_id"))))
            .where(col("rank").equalTo(1))
            .orderBy(col("apart").desc(), col("query_id"))
            .limit(DISAGREED)
            .collectAsList();
    if (apart.isEmpty()) {
      return List.of();
    }
    Map<String, List<Row>> byQuery = new LinkedHashMap<>();
    apart.forEach(row -> byQuery.put(row.getAs("query_id"), new ArrayList<>()));
    for (Row row : rows.where(col("query_id").isin(byQuery.keySet().toArray())).collectAsList()) {
      byQuery.get(row.<String>getAs("query_id")).add(row);
    }
    List<Shown> shown = new ArrayList<>();
    for (Row one : apart) {
      List<Row> given =
          byQuery.get(one.<String>getAs("query_id")).stream()
              .filter(row -> row.getAs("dataset").equals(one.getAs("dataset")))
              .filter(row -> row.getAs("task").equals(one.getAs("task")))
              .toList();
      List<Said> said =
          given.stream().map(row -> said(byKey.get(CountedAnswers.key(row)), row)).toList();
      shown.add(shown(Why.DISAGREED, null, given.get(0), said));
    }
    return shown;
  }

  private static Said said(Cell cell, Row row) {
    return new Said(cell.key(), row.getAs("answer_text"), row.getAs("answer"));
  }

  private static Shown shown(Why why, CellKey key, Row row, List<Said> said) {
    List<Double> x = row.getList(row.fieldIndex("x_px"));
    List<Double> y = row.getList(row.fieldIndex("y_px"));
    List<Pixel> pixels = new ArrayList<>();
    for (int i = 0; i < Math.min(x.size(), y.size()); i++) {
      pixels.add(new Pixel(x.get(i), y.get(i)));
    }
    return new Shown(
        why,
        key,
        row.getAs("dataset"),
        row.getAs("task"),
        row.getAs("frame_id"),
        row.getAs("query_id"),
        pixels,
        row.getAs("truth"),
        row.getAs("unit"),
        row.getAs("region"),
        null,
        null,
        said);
  }
}
