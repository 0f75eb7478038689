package io.depthlm.jobs.report;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.when;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.depthlm.common.core.UserError;
import io.depthlm.common.metrics.Bootstrap;
import io.depthlm.common.task.TaskKind;
import io.depthlm.jobs.report.RunReport.Bin;
import io.depthlm.jobs.report.RunReport.Cell;
import io.depthlm.jobs.report.RunReport.Facts;
import io.depthlm.jobs.report.RunReport.Loss;
import io.depthlm.jobs.report.RunReport.Slice;
import io.depthlm.jobs.spark.JobGroup;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Reads the contents of a page about a run; writes nothing. */
public final class ReportJob {
  private static final int MOST_LOSSES = 100;
  private static final int LONGEST_TEXT = 400;

  private final Warehouse warehouse;
  private final String runId;

  /** A report about a run of a warehouse. */
  public ReportJob(Warehouse warehouse, String runId) {
    this.warehouse = warehouse;
    this.runId = runId;
  }

  /**
   * The report.
   *
   * @throws UserError if there is no such run, or it was not evaluated
   */
  public RunReport run() {
    try (JobGroup ignored = JobGroup.of(warehouse.spark(), "report", "report " + runId)) {
      Row run = row();
      Leaderboard board = LeaderboardJob.run(warehouse, LeaderboardRequest.ofRun(runId));
      return new RunReport(
          facts(run),
          run.getAs("config_passed"),
          run.getAs("config_effective"),
          confidence(run.getAs("config_effective")),
          board,
          cells(),
          losses());
    }
  }

  private Dataset<Row> ofRun(Table table) {
    return warehouse.read(table).where(col("run_id").equalTo(runId));
  }

  private Row row() {
    return ofRun(Table.RUNS).collectAsList().stream()
        .findFirst()
        .orElseThrow(
            () ->
                new UserError(
                    "there is no run '%s' in %s".formatted(runId, warehouse.uri()),
                    "list them: depthlm sql \"SELECT run_id, sweep, started_at FROM runs\""));
  }

  private static Facts facts(Row run) {
    return new Facts(
        run.getAs("run_id"),
        run.getAs("sweep"),
        run.getAs("status"),
        run.getAs("failure"),
        run.getAs("program_version"),
        run.getAs("git_revision"),
        instant(run, "started_at"),
        instant(run, "finished_at"),
        instant(run, "accepted_at"),
        run.<Double>getAs("device_seconds"),
        run.getJavaMap(run.fieldIndex("counts")),
        run.getJavaMap(run.fieldIndex("table_versions")));
  }

  private static Instant instant(Row row, String column) {
    Timestamp time = row.getAs(column);
    return time == null ? null : time.toInstant();
  }

  private record Key(String variantId, String dataset, String task) {
    static Key of(Row row) {
      return new Key(row.getAs("variant_id"), row.getAs("dataset"), row.getAs("task"));
    }
  }

  private List<Cell> cells() {
    Map<Key, List<Bin>> bins = new HashMap<>();
    for (Row row : ScatterBins.of(warehouse, runId).collectAsList()) {
      bins.computeIfAbsent(Key.of(row), k -> new ArrayList<>())
          .add(new Bin(row.getAs("truth_bin"), row.getAs("answer_bin"), row.getAs("n")));
    }
    Map<Key, Map<String, Map<String, Row>>> figures = new HashMap<>();
    for (Row row :
        ofRun(Table.METRICS).where(col("aggregation").equalTo("pooled")).collectAsList()) {
      figures
          .computeIfAbsent(Key.of(row), k -> new TreeMap<>(SliceNames.ORDER))
          .computeIfAbsent(row.getAs("slice"), s -> new HashMap<>())
          .put(row.getAs("metric"), row);
    }
    List<Cell> cells = new ArrayList<>();
    for (Row row :
        ofRun(Table.RUN_CELLS)
            .orderBy("dataset", "task", "model", "prompt", "marker", "focal_px", "variant_id")
            .collectAsList()
            .stream()
            .sorted(bestFirst(figures))
            .toList()) {
      Key key = Key.of(row);
      cells.add(
          new Cell(
              title(row),
              TaskKind.ofKey(key.task()).unit().key(),
              slices(figures.getOrDefault(key, Map.of())),
              bins.getOrDefault(key, List.of())));
    }
    return cells;
  }

  /** By data set and task; of those the best first. */
  private static Comparator<Row> bestFirst(Map<Key, Map<String, Map<String, Row>>> figures) {
    return Comparator.comparing((Row cell) -> cell.<String>getAs("dataset"))
        .thenComparing(cell -> cell.<String>getAs("task"))
        .thenComparing(
            cell -> delta1(figures.getOrDefault(Key.of(cell), Map.of())),
            Comparator.reverseOrder());
  }

  private static double delta1(Map<String, Map<String, Row>> slices) {
    Double value = figure(slices.getOrDefault("all", Map.of()).get("delta1")).value();
    return value == null ? Double.NEGATIVE_INFINITY : value;
  }

  private static double confidence(String effective) {
    try {
      return new ObjectMapper()
          .readTree(effective)
          .path("evaluate")
          .path("confidence")
          .asDouble(Bootstrap.DEFAULT.confidence());
    } catch (JsonProcessingException e) {
      // a run of another program, whose configuration is shown as it is
      return Bootstrap.DEFAULT.confidence();
    }
  }

  private static String title(Row cell) {
    String parameters = cell.getAs("parameters");
    return "%s, %s%s compared as %s: %s, prompt %s, marker %s, focal length %s"
        .formatted(
            cell.<String>getAs("dataset"),
            cell.<String>getAs("task"),
            parameters.isEmpty() ? "" : " (" + parameters + ")",
            cell.<String>getAs("compare_as"),
            cell.<String>getAs("model"),
            cell.<String>getAs("prompt"),
            cell.<String>getAs("marker"),
            Labels.focal(cell.getAs("focal_px")));
  }

  private static List<Slice> slices(Map<String, Map<String, Row>> figures) {
    return figures.entrySet().stream()
        .map(
            slice -> {
              Map<String, Row> of = slice.getValue();
              Row delta1 = of.get("delta1");
              return new Slice(
                  slice.getKey(),
                  delta1 == null ? 0 : delta1.<Long>getAs("n_points"),
                  figure(delta1),
                  figure(of.get("abs_rel")),
                  figure(of.get("rmse")),
                  figure(of.get("silog")));
            })
        .toList();
  }

  private static Figure figure(Row row) {
    return row == null
        ? Figure.NONE
        : new Figure(row.getAs("value"), row.getAs("ci_low"), row.getAs("ci_high"));
  }

  /** Rejects and failures by reason, unparsed answers by their words. */
  private List<Loss> losses() {
    Dataset<Row> rejects =
        ofRun(Table.REJECTS)
            .select(lit("rejected").as("what"), col("dataset"), col("reason"), col("detail"));
    Dataset<Row> answers =
        ofRun(Table.PREDICTIONS)
            .where(col("parse_status").notEqual("ok"))
            .select(
                col("parse_status").as("what"),
                col("dataset"),
                when(
                        col("parse_status").equalTo("unparsed"),
                        substring(coalesce(col("answer_text"), lit("")), 1, LONGEST_TEXT))
                    .otherwise(coalesce(col("error_code"), lit("unknown")))
                    .as("reason"),
                col("error_detail").as("detail"));
    return rejects
        .union(answers)
        .groupBy("what", "dataset", "reason")
        .agg(count(lit(1)).as("n"), min("detail").as("detail"))
        .orderBy(col("n").desc(), col("what"), col("dataset"), col("reason"))
        .limit(MOST_LOSSES)
        .collectAsList()
        .stream()
        .map(
            r ->
                new Loss(
                    r.getAs("what"),
                    r.getAs("dataset"),
                    r.getAs("reason"),
                    r.getAs("detail"),
                    r.getAs("n")))
        .toList();
  }
}
