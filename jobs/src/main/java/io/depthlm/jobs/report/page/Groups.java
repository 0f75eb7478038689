package io.depthlm.jobs.report.page;

import io.depthlm.jobs.report.CellNames;
import io.depthlm.jobs.report.RunReport;
import io.depthlm.jobs.report.RunReport.Cell;
import io.depthlm.jobs.report.RunReport.CellKey;
import io.depthlm.jobs.report.RunReport.CellName;
import io.depthlm.jobs.report.VariantLabels;
import io.depthlm.jobs.report.VariantName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The cells of a run that can be compared: those of one data set, task and way to compare, the best
 * first. Each cell has a short name, unique in its group.
 */
final class Groups {
  /**
   * Cells that can be compared.
   *
   * @param id a name of ours
   * @param title what they were asked
   */
  record Group(String id, String title, List<Cell> cells) {
    /** The best of those that look at the picture; the best of all where none does. */
    Cell leader() {
      return cells.get(0);
    }
  }

  private final List<Group> groups = new ArrayList<>();
  private final Map<CellKey, String> names = new HashMap<>();

  Groups(RunReport report) {
    Map<List<String>, List<Cell>> byQuestion = new LinkedHashMap<>();
    for (Cell cell : report.cells()) {
      CellName n = cell.name();
      byQuestion
          .computeIfAbsent(
              List.of(n.dataset(), n.task(), n.parameters(), n.compareAs()), k -> new ArrayList<>())
          .add(cell);
    }
    byQuestion.forEach(
        (question, cells) -> {
          groups.add(
              new Group(
                  "group-" + groups.size(),
                  CellNames.question(cells.get(0).name()),
                  List.copyOf(cells)));
          VariantLabels labels = new VariantLabels(cells.stream().map(Groups::variant).toList());
          cells.forEach(cell -> names.put(cell.key(), labels.name(variant(cell))));
        });
  }

  List<Group> all() {
    return groups;
  }

  /** A cell's short name. */
  String name(Cell cell) {
    return names.get(cell.key());
  }

  /** The same by key. */
  String name(CellKey key) {
    return names.get(key);
  }

  /** How truth and answers of a cell were brought together, for what is said beside an answer. */
  String comparedAs(CellKey key) {
    return groups.stream()
        .flatMap(group -> group.cells().stream())
        .filter(cell -> cell.key().equals(key))
        .map(cell -> cell.name().compareAs())
        .findFirst()
        .orElse("");
  }

  private static VariantName variant(Cell cell) {
    CellName n = cell.name();
    return new VariantName(cell.key().variantId(), n.model(), n.prompt(), n.marker(), n.focalPx());
  }
}
