package io.depthlm.jobs.report;

import static org.apache.spark.sql.functions.col;

import io.depthlm.common.core.UserError;
import io.depthlm.common.metrics.Measure;
import io.depthlm.common.metrics.MeasureSet;
import io.depthlm.common.metrics.registry.MeasureSets;
import io.depthlm.jobs.spark.Joins;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Reads {@code metrics}, {@code run_cells} and {@code runs} into a {@link Leaderboard}. */
public final class LeaderboardJob {
  private static final String[] CELL = {"run_id", "variant_id", "dataset", "task"};

  private LeaderboardJob() {}

  /**
   * The leaderboard of a warehouse.
   *
   * @throws UserError if nothing evaluated matches
   */
  public static Leaderboard run(Warehouse warehouse, LeaderboardRequest request) {
    List<Score> scores = scores(rows(warehouse, request, col("metric").isin("delta1", "abs_rel")));
    if (scores.isEmpty()) {
      throw nothing(warehouse, request, "");
    }
    return Leaderboard.of(scores);
  }

  /**
   * The figures of a set of measures.
   *
   * @throws UserError if nothing evaluated matches
   */
  public static MeasureBoard run(
      Warehouse warehouse, LeaderboardRequest request, MeasureSet measures) {
    List<String> keys = measures.measures().stream().map(Measure::key).toList();
    List<Row> rows = rows(warehouse, request, col("metric").isin(keys.toArray()));
    if (rows.isEmpty()) {
      throw nothing(warehouse, request, " by " + measures.key() + " measures");
    }
    return MeasureBoard.of(rows.stream().map(LeaderboardJob::measureFigure).toList());
  }

  private static UserError nothing(Warehouse warehouse, LeaderboardRequest request, String by) {
    return new UserError(
        "nothing in %s was evaluated%s%s".formatted(warehouse.uri(), by, wanted(request)),
        "run a sweep or depthlm evaluate, or look: depthlm sql \"SELECT DISTINCT run_id, dataset,"
            + " task, slice, measures FROM metrics\"");
  }

  private static List<Row> rows(Warehouse warehouse, LeaderboardRequest request, Column wanted) {
    Dataset<Row> metrics =
        warehouse
            .read(Table.METRICS)
            .where(
                col("slice")
                    .equalTo(request.slice())
                    .and(col("aggregation").equalTo(request.aggregation()))
                    .and(wanted));
    metrics = among(metrics, "run_id", request.runIds());
    metrics = among(metrics, "dataset", request.datasets());
    metrics = among(metrics, "task", request.tasks());
    return metrics
        .join(warehouse.read(Table.RUN_CELLS).drop("compare_as"), Joins.on(CELL), "inner")
        .join(
            warehouse.read(Table.RUNS).select("run_id", "started_at", "computed_in"),
            Joins.on("run_id"),
            "left")
        .collectAsList();
  }

  private static Dataset<Row> among(Dataset<Row> rows, String column, List<String> values) {
    if (values.isEmpty()) {
      return rows;
    }
    Column in = col(column).isin(values.toArray());
    return rows.where(in);
  }

  private static String wanted(LeaderboardRequest request) {
    StringBuilder words = new StringBuilder();
    say(words, "run", request.runIds());
    say(words, "dataset", request.datasets());
    say(words, "task", request.tasks());
    if (!request.slice().equals("all")) {
      say(words, "slice", List.of(request.slice()));
    }
    return words.isEmpty() ? "" : " for" + words;
  }

  private static void say(StringBuilder words, String what, List<String> values) {
    if (!values.isEmpty()) {
      words.append(words.isEmpty() ? " " : ", ").append(what).append(' ');
      words.append(String.join(" or ", values));
    }
  }

  /** Combines the two rows of a cell, one for each metric, into one score. */
  private static List<Score> scores(List<Row> rows) {
    Map<List<String>, Map<String, Row>> cells = new HashMap<>();
    for (Row row : rows) {
      cells
          .computeIfAbsent(
              List.of(row.getAs("run_id"), row.getAs("variant_id"), row.getAs("dataset")),
              k -> new HashMap<>())
          .put(row.getAs("metric"), row);
    }
    List<Score> scores = new ArrayList<>();
    for (Map<String, Row> cell : cells.values()) {
      Row row = cell.get("delta1");
      if (row == null) {
        continue;
      }
      scores.add(
          new Score(
              protocol(row),
              variant(row),
              row.getAs("dataset"),
              row.getAs("run_id"),
              startedAtMs(row),
              figure(row),
              figure(cell.get("abs_rel")),
              row.getAs("n_points"),
              row.getAs("n_images"),
              row.getAs("n_unparsed"),
              row.getAs("n_non_positive"),
              row.getAs("n_failed"),
              row.getAs("n_rejected"),
              row.getAs("n_excluded"),
              computedIn(row)));
    }
    return scores;
  }

  private static List<String> computedIn(Row row) {
    int at = row.fieldIndex("computed_in");
    return row.isNullAt(at) ? List.of() : List.copyOf(row.<String>getList(at));
  }

  private static MeasureFigure measureFigure(Row row) {
    // rows of versions that had point metrics only lack the columns
    Measure measure = MeasureSets.measure(row.getAs("metric")).orElseThrow();
    Long items = row.getAs("n_items");
    return new MeasureFigure(
        protocol(row),
        row.getAs("dataset"),
        variant(row),
        row.getAs("run_id"),
        startedAtMs(row),
        measure.key(),
        figure(row),
        measure.unit(),
        measure.item().key(),
        items == null ? row.<Long>getAs("n_points") : items,
        row.getAs("n_images"));
  }

  private static Protocol protocol(Row row) {
    return new Protocol(
        row.getAs("task"),
        row.getAs("parameters"),
        row.getAs("compare_as"),
        row.getAs("slice"),
        row.getAs("aggregation"));
  }

  private static VariantName variant(Row row) {
    return new VariantName(
        row.getAs("variant_id"),
        row.getAs("model"),
        row.getAs("prompt"),
        row.getAs("marker"),
        row.getAs("focal_px"));
  }

  private static long startedAtMs(Row row) {
    Timestamp started = row.getAs("started_at");
    return started == null ? 0 : started.getTime();
  }

  private static Figure figure(Row row) {
    return row == null
        ? Figure.NONE
        : new Figure(row.getAs("value"), row.getAs("ci_low"), row.getAs("ci_high"));
  }
}
