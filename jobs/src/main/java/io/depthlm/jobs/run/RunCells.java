package io.depthlm.jobs.run;

import io.depthlm.common.engine.Asking;
import io.depthlm.common.engine.Variant;
import io.depthlm.common.task.CompareAs;
import io.depthlm.common.task.TaskKind;
import io.depthlm.jobs.rows.RowCodec;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Row;

/** The {@code run_cells} of one run. */
public record RunCells(Warehouse warehouse, String runId) {
  private static final RowCodec<CellRow> ROWS =
      RowCodec.of(CellRow.class, Table.RUN_CELLS.schema());

  /** The columns of {@code run_cells}. */
  private record CellRow(
      String runId,
      String variantId,
      String planId,
      String model,
      String dataset,
      TaskKind task,
      String parameters,
      String prompt,
      String promptText,
      String marker,
      Double focalPx,
      String pixelMode,
      CompareAs compareAs,
      String engine,
      Map<String, String> engineIdentity,
      int numericsVersion,
      long nQueries,
      Double truthMinM,
      Double truthMaxM) {}

  /** Writes the run's cells, in place of those it had: they follow from its configuration. */
  public void write(List<Cell> cells) {
    warehouse.replaceWhere(
        Table.RUN_CELLS,
        "run_id = '" + runId + "'",
        warehouse.spark().createDataFrame(rows(cells), Table.RUN_CELLS.schema()).coalesce(1));
  }

  /** Writes the cells of a run that has none, without looking for earlier ones. */
  public void add(List<Cell> cells) {
    warehouse.append(Table.RUN_CELLS, rows(cells));
  }

  private List<Row> rows(List<Cell> cells) {
    return ROWS.encode(cells.stream().map(this::row).toList());
  }

  private CellRow row(Cell cell) {
    Variant variant = cell.variant();
    Asking asking = variant.asking();
    return new CellRow(
        runId,
        variant.id(),
        cell.planId(),
        variant.model(),
        cell.dataset(),
        asking.task().kind(),
        asking.task().parameters(),
        variant.promptName(),
        asking.prompt().text(),
        asking.markerName(),
        asking.focal().focalPx(),
        asking.focal().pixels().name().toLowerCase(Locale.ROOT),
        cell.compareAs(),
        variant.spec().engine(),
        variant.spec().identity(),
        Variant.NUMERICS_VERSION,
        cell.queries(),
        cell.range().minM() == 0 ? null : cell.range().minM(),
        cell.range().maxM() == Double.MAX_VALUE ? null : cell.range().maxM());
  }
}
