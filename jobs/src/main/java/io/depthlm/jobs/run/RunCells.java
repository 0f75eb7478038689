package io.depthlm.jobs.run;

import io.depthlm.common.engine.Asking;
import io.depthlm.common.engine.Variant;
import io.depthlm.jobs.spark.Warehouse;
import io.depthlm.jobs.tables.Table;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import scala.collection.JavaConverters;

/** The {@code run_cells} of one run. */
public record RunCells(Warehouse warehouse, String runId) {
  /** Writes the run's cells, in place of those it had: they follow from its configuration. */
  public void write(List<Cell> cells) {
    warehouse.replaceWhere(
        Table.RUN_CELLS,
        "run_id = '" + runId + "'",
        warehouse
            .spark()
            .createDataFrame(cells.stream().map(this::row).toList(), Table.RUN_CELLS.schema())
            .coalesce(1));
  }

  /** Writes the cells of a run that has none, which needs no look for those in their place. */
  public void add(List<Cell> cells) {
    warehouse.append(Table.RUN_CELLS, cells.stream().map(this::row).toList());
  }

  private Row row(Cell cell) {
    Variant variant = cell.variant();
    Asking asking = variant.asking();
    return RowFactory.create(
        runId,
        variant.id(),
        cell.planId(),
        variant.model(),
        cell.dataset(),
        asking.task().kind().key(),
        asking.task().parameters(),
        variant.promptName(),
        asking.prompt().text(),
        asking.markerName(),
        asking.focal().focalPx(),
        asking.focal().pixels().name().toLowerCase(Locale.ROOT),
        cell.compareAs().key(),
        variant.spec().engine(),
        scalaMap(variant.spec().identity()),
        Variant.NUMERICS_VERSION,
        cell.queries(),
        cell.range().minM() == 0 ? null : cell.range().minM(),
        cell.range().maxM() == Double.MAX_VALUE ? null : cell.range().maxM());
  }

  static Object scalaMap(Map<String, ?> map) {
    return JavaConverters.mapAsScalaMap(map);
  }
}
