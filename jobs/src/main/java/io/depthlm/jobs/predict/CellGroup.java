package io.depthlm.jobs.predict;

import io.depthlm.common.engine.Asking;
import io.depthlm.common.engine.EngineSpec;
import io.depthlm.common.engine.Variant;
import io.depthlm.jobs.run.Cell;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The cells of a run that share an engine and a plan: what one pass over the frames answers.
 *
 * @param variants sorted so that those of one focal length are neighbours
 */
record CellGroup(EngineSpec spec, String dataset, String planId, List<Variant> variants)
    implements Serializable {

  /** The groups of a run, those of one engine after one another. */
  static List<CellGroup> of(List<Cell> cells) {
    Map<List<Object>, List<Cell>> grouped = new LinkedHashMap<>();
    for (Cell cell : cells) {
      grouped
          .computeIfAbsent(List.of(cell.variant().spec(), cell.planId()), k -> new ArrayList<>())
          .add(cell);
    }
    Map<EngineSpec, List<CellGroup>> bySpec = new LinkedHashMap<>();
    for (List<Cell> same : grouped.values()) {
      Cell first = same.get(0);
      List<Variant> variants =
          same.stream()
              .map(Cell::variant)
              .distinct()
              .sorted(
                  Comparator.comparing((Variant v) -> v.asking().focal().toString())
                      .thenComparing(Variant::id))
              .toList();
      bySpec
          .computeIfAbsent(first.variant().spec(), k -> new ArrayList<>())
          .add(new CellGroup(first.variant().spec(), first.dataset(), first.planId(), variants));
    }
    return bySpec.values().stream().flatMap(List::stream).toList();
  }

  List<Asking> askings() {
    return variants.stream().map(Variant::asking).toList();
  }

  List<String> variantIds() {
    return variants.stream().map(Variant::id).toList();
  }

  /** For job descriptions. */
  String name() {
    return variants.get(0).model() + " on " + dataset;
  }
}
