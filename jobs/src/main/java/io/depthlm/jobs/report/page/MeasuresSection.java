package io.depthlm.jobs.report.page;

import io.depthlm.common.render.svg.SeriesChart;
import io.depthlm.jobs.report.RunReport.Cell;
import io.depthlm.jobs.report.RunReport.Measured;
import io.depthlm.jobs.report.SliceNames;
import io.depthlm.jobs.report.page.Groups.Group;
import io.depthlm.jobs.report.page.Page.Block;
import io.depthlm.jobs.report.page.Page.Column;
import io.depthlm.jobs.report.page.Page.Heading;
import io.depthlm.jobs.report.page.Page.Paragraph;
import io.depthlm.jobs.report.page.Page.Table;
import io.depthlm.jobs.report.page.Page.Tone;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The figures of a set of measures: those over all points for all variants, slices folded. */
final class MeasuresSection {
  private static final Comparator<String> ORDER =
      Comparator.comparingInt(Meanings::place).thenComparing(Comparator.naturalOrder());

  private final String measures;
  private final Groups groups;

  MeasuresSection(String measures, Groups groups) {
    this.measures = measures;
    this.groups = groups;
  }

  /** A table a group of cells, and one by slice for each cell; empty where none was evaluated. */
  List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    for (Group group : groups.all()) {
      SortedMap<String, String> metrics = new TreeMap<>(ORDER);
      SortedMap<String, String> empty = new TreeMap<>(ORDER);
      for (Cell cell : group.cells()) {
        of(cell)
            .filter(m -> m.slice().equals("all"))
            .forEach(m -> (m.figure().value() == null ? empty : metrics).put(m.metric(), title(m)));
      }
      empty.keySet().removeAll(metrics.keySet());
      if (metrics.isEmpty() && empty.isEmpty()) {
        continue;
      }
      blocks.add(new Heading(null, group.title()));
      if (!metrics.isEmpty()) {
        blocks.add(overall(group, metrics));
      }
      if (!empty.isEmpty()) {
        blocks.add(
            new Paragraph(
                "Not shown, because no variant has what they are taken over: "
                    + String.join(", ", empty.keySet())
                    + ".",
                Tone.NOTE));
      }
      for (Cell cell : group.cells().stream().limit(SeriesChart.COLOURS).toList()) {
        Table slices = bySlice(cell);
        if (!slices.rows().isEmpty()) {
          blocks.add(slices);
        }
      }
    }
    return blocks;
  }

  private Stream<Measured> of(Cell cell) {
    return cell.figures().stream()
        .filter(m -> m.measures().equals(measures) && m.aggregation().equals("pooled"));
  }

  private static String title(Measured m) {
    return m.metricUnit().isEmpty() ? m.metric() : m.metric() + ", " + m.metricUnit();
  }

  private Table overall(Group group, SortedMap<String, String> metrics) {
    List<Column> columns =
        new ArrayList<>(
            List.of(Column.text("measure"), Column.prose("what it is"), Column.text("better")));
    group.cells().forEach(cell -> columns.add(Column.number(groups.name(cell))));
    List<List<Page.Cell>> rows = new ArrayList<>();
    metrics.forEach(
        (metric, title) -> {
          List<Page.Cell> row =
              new ArrayList<>(
                  List.of(
                      Page.Cell.text(title),
                      Page.Cell.text(Meanings.of(metric)),
                      Page.Cell.text(Meanings.better(metric))));
          for (Cell cell : group.cells()) {
            row.add(
                of(cell)
                    .filter(m -> m.slice().equals("all") && m.metric().equals(metric))
                    .findFirst()
                    .map(m -> figure(cell, m))
                    .orElse(Page.Cell.text("-")));
          }
          rows.add(row);
        });
    return new Table(measures + " of all points, pooled", columns, rows, null);
  }

  private static Page.Cell figure(Cell cell, Measured m) {
    return Ties.all(cell, m.slice(), m.metric())
        ? Page.Cell.text("all pairs tied")
        : Words.cell(m.figure());
  }

  private Table bySlice(Cell cell) {
    Map<String, List<Measured>> slices = new TreeMap<>(SliceNames.ORDER);
    of(cell)
        .filter(m -> m.figure().value() != null)
        .forEach(m -> slices.computeIfAbsent(m.slice(), s -> new ArrayList<>()).add(m));
    List<List<Page.Cell>> rows = new ArrayList<>();
    slices.forEach(
        (slice, all) -> {
          all.sort(Comparator.comparing(Measured::metric, ORDER));
          for (Measured m : all) {
            rows.add(
                List.of(
                    Page.Cell.text(slice),
                    Page.Cell.text(title(m)),
                    figure(cell, m),
                    Words.cell(m.nItems()),
                    Words.cell(m.nImages())));
          }
        });
    String caption = groups.name(cell) + ": " + measures + " by slice";
    return new Table(
        caption,
        List.of(
            Column.text("slice"),
            Column.text("measure"),
            Column.number("value"),
            Column.number("taken over", "points, pairs or planes"),
            Column.number("images")),
        rows,
        caption);
  }
}
