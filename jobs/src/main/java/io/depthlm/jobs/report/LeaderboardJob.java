package io.depthlm.jobs.report;

import static org.apache.spark.sql.functions.col;

import io.depthlm.common.core.UserError;
import io.depthlm.jobs.spark.Joins;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
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
    Dataset<Row> metrics =
        warehouse
            .read(Table.METRICS)
            .where(
                col("slice")
                    .equalTo(request.slice())
                    .and(col("aggregation").equalTo(request.aggregation()))
                    .and(col("metric").isin("delta1", "abs_rel")));
    metrics = among(metrics, "run_id", request.runIds());
    metrics = among(metrics, "dataset", request.datasets());
    metrics = among(metrics, "task", request.tasks());
    Dataset<Row> rows =
        metrics
            .join(warehouse.read(Table.RUN_CELLS).drop("compare_as"), Joins.on(CELL), "inner")
            .join(
                warehouse.read(Table.RUNS).select("run_id", "started_at"),
                Joins.on("run_id"),
                "left");
    List<Score> scores = scores(rows.collectAsList());
    if (scores.isEmpty()) {
      throw new UserError(
          "nothing in %s was evaluated%s".formatted(warehouse.uri(), wanted(request)),
          "run a sweep, or look: depthlm sql \"SELECT DISTINCT run_id, dataset, task, slice FROM"
              + " metrics\"");
    }
    return Leaderboard.of(scores);
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

  /** Two rows a cell, one of each metric, become one score. */
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
      java.sql.Timestamp started = row.getAs("started_at");
      scores.add(
          new Score(
              new Protocol(
                  row.getAs("task"),
                  row.getAs("parameters"),
                  row.getAs("compare_as"),
                  row.getAs("slice"),
                  row.getAs("aggregation")),
              new VariantName(
                  row.getAs("variant_id"),
                  row.getAs("model"),
                  row.getAs("prompt"),
                  row.getAs("marker"),
                  row.getAs("focal_px")),
              row.getAs("dataset"),
              row.getAs("run_id"),
              started == null ? 0 : started.getTime(),
              figure(row),
              figure(cell.get("abs_rel")),
              row.getAs("n_points"),
              row.getAs("n_images"),
              row.getAs("n_unparsed"),
              row.getAs("n_non_positive"),
              row.getAs("n_failed"),
              row.getAs("n_rejected"),
              row.getAs("n_excluded")));
    }
    return scores;
  }

  private static Figure figure(Row row) {
    return row == null
        ? Figure.NONE
        : new Figure(row.getAs("value"), row.getAs("ci_low"), row.getAs("ci_high"));
  }
}
