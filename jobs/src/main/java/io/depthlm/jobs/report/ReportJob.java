package io.depthlm.jobs.report;

import static org.apache.spark.sql.functions.col;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.depthlm.common.core.UserError;
import io.depthlm.common.metrics.Bootstrap;
import io.depthlm.common.task.TaskKind;
import io.depthlm.jobs.report.RunReport.Cell;
import io.depthlm.jobs.report.RunReport.CellAnswers;
import io.depthlm.jobs.report.RunReport.CellKey;
import io.depthlm.jobs.report.RunReport.Facts;
import io.depthlm.jobs.report.RunReport.Measured;
import io.depthlm.jobs.spark.JobGroup;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Reads the contents of a page about a run; writes nothing. */
public final class ReportJob {
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
      try (CountedAnswers answers = new CountedAnswers(warehouse, runId)) {
        List<Cell> cells = cells(answers.byCell());
        PicturedAnswers.Both pictured =
            PicturedAnswers.of(
                answers,
                new FramePictures(warehouse),
                new GalleryPicks(answers, cells).picked(),
                cells);
        return new RunReport(
            facts(run),
            run.getAs("config_passed"),
            run.getAs("config_effective"),
            confidence(run.getAs("config_effective")),
            board,
            cells,
            Losses.of(ofRun(Table.REJECTS), ofRun(Table.PREDICTIONS)),
            new PastScores(warehouse)
                .of(cells.stream().map(Cell::name).toList(), instant(run, "started_at")),
            pictured.gallery(),
            pictured.maps());
      }
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

  private List<Cell> cells(Map<CellKey, CellAnswers> answers) {
    Map<CellKey, List<Measured>> figures = new HashMap<>();
    for (Row row : ofRun(Table.METRICS).collectAsList()) {
      figures.computeIfAbsent(CountedAnswers.key(row), k -> new ArrayList<>()).add(measured(row));
    }
    List<Cell> cells = new ArrayList<>();
    for (Row row :
        ofRun(Table.RUN_CELLS)
            .orderBy("dataset", "task", "model", "prompt", "marker", "focal_px", "variant_id")
            .collectAsList()) {
      CellKey key = CountedAnswers.key(row);
      cells.add(
          new Cell(
              key,
              PastScores.name(row),
              row.getAs("engine"),
              TaskKind.ofKey(key.task()).unit().key(),
              figures.getOrDefault(key, List.of()),
              answers.getOrDefault(key, CellAnswers.NONE)));
    }
    return cells.stream().sorted(BEST_FIRST).toList();
  }

  /** By data set and task; of those the best first, baselines last. */
  private static final Comparator<Cell> BEST_FIRST =
      Comparator.comparing((Cell cell) -> cell.key().dataset())
          .thenComparing(cell -> cell.key().task())
          .thenComparing(Cell::isBaseline)
          .thenComparing(ReportJob::delta1, Comparator.reverseOrder());

  private static double delta1(Cell cell) {
    Double value = cell.figure("all", "delta1").value();
    return value == null ? Double.NEGATIVE_INFINITY : value;
  }

  private static Measured measured(Row row) {
    return new Measured(
        row.getAs("slice"),
        row.getAs("metric"),
        row.getAs("aggregation"),
        optional(row, "measures", "point"),
        optional(row, "unit", ""),
        Figure.of(row),
        row.getAs("n_points"),
        row.getAs("n_images"),
        optional(row, "n_items", row.<Long>getAs("n_points")));
  }

  /** A column that tables of earlier versions do not have. */
  private static <T> T optional(Row row, String column, T otherwise) {
    if (!Arrays.asList(row.schema().fieldNames()).contains(column)) {
      return otherwise;
    }
    T value = row.getAs(column);
    return value == null ? otherwise : value;
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
}
