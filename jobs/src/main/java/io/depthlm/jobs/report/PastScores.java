package io.depthlm.jobs.report;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;

import io.depthlm.jobs.report.RunReport.CellName;
import io.depthlm.jobs.report.RunReport.PastScore;
import io.depthlm.jobs.spark.Joins;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The figures of a run's cells in the runs before it. A cell is the same one by its names: its
 * variant changes with the weights and the program, which is what a history is to show.
 */
final class PastScores {
  private static final int MOST_RUNS = 30;

  private final Warehouse warehouse;

  PastScores(Warehouse warehouse) {
    this.warehouse = warehouse;
  }

  /**
   * The scores, oldest first, of each cell at most the latest so many runs.
   *
   * @param until runs that began later are left out
   */
  List<PastScore> of(List<CellName> names, Instant until) {
    Dataset<Row> rows =
        warehouse
            .read(Table.METRICS)
            .where(
                col("slice")
                    .equalTo("all")
                    .and(col("aggregation").equalTo("pooled"))
                    .and(col("metric").isin("delta1", "abs_rel"))
                    .and(
                        col("dataset")
                            .isin(names.stream().map(CellName::dataset).distinct().toArray())))
            .join(
                broadcast(
                    warehouse
                        .read(Table.RUN_CELLS)
                        .drop("compare_as")
                        .where(
                            col("model")
                                .isin(names.stream().map(CellName::model).distinct().toArray()))),
                Joins.on("run_id", "variant_id", "dataset", "task"),
                "inner")
            .join(
                warehouse
                    .read(Table.RUNS)
                    .select("run_id", "started_at")
                    .where(col("started_at").leq(Timestamp.from(until))),
                Joins.on("run_id"),
                "inner");
    Map<CellName, Map<String, List<Row>>> cells = new LinkedHashMap<>();
    names.forEach(name -> cells.put(name, new HashMap<>()));
    for (Row row : rows.collectAsList()) {
      Map<String, List<Row>> runs = cells.get(name(row));
      if (runs != null) {
        runs.computeIfAbsent(row.getAs("run_id"), id -> new ArrayList<>()).add(row);
      }
    }
    List<PastScore> scores = new ArrayList<>();
    cells.forEach(
        (name, runs) -> {
          List<PastScore> sorted =
              runs.values().stream()
                  .map(run -> score(name, run))
                  .sorted(
                      Comparator.comparing(PastScore::startedAt).thenComparing(PastScore::runId))
                  .toList();
          scores.addAll(sorted.subList(Math.max(0, sorted.size() - MOST_RUNS), sorted.size()));
        });
    return scores;
  }

  static CellName name(Row row) {
    return new CellName(
        row.getAs("model"),
        row.getAs("dataset"),
        row.getAs("task"),
        row.getAs("parameters"),
        row.getAs("compare_as"),
        row.getAs("prompt"),
        row.getAs("marker"),
        row.getAs("focal_px"));
  }

  private static PastScore score(CellName name, List<Row> rows) {
    Figure delta1 = Figure.NONE;
    Figure absRel = Figure.NONE;
    long points = 0;
    for (Row row : rows) {
      if (row.getAs("metric").equals("delta1")) {
        delta1 = Figure.of(row);
        points = row.getAs("n_points");
      } else {
        absRel = Figure.of(row);
      }
    }
    Row any = rows.get(0);
    return new PastScore(
        name,
        any.getAs("run_id"),
        any.<Timestamp>getAs("started_at").toInstant(),
        delta1,
        absRel,
        points);
  }
}
