package io.depthlm.jobs.report.page;

import io.depthlm.common.render.svg.Axis;
import io.depthlm.common.render.svg.DensityChart;
import io.depthlm.common.render.svg.PlaceGrid;
import io.depthlm.common.render.svg.SeriesChart;
import io.depthlm.jobs.report.Figure;
import io.depthlm.jobs.report.RunReport;
import io.depthlm.jobs.report.RunReport.Cell;
import io.depthlm.jobs.report.RunReport.FrameScore;
import io.depthlm.jobs.report.RunReport.Measured;
import io.depthlm.jobs.report.RunReport.Place;
import io.depthlm.jobs.report.SliceNames;
import io.depthlm.jobs.report.page.Groups.Group;
import io.depthlm.jobs.report.page.Page.Block;
import io.depthlm.jobs.report.page.Page.Column;
import io.depthlm.jobs.report.page.Page.Figures;
import io.depthlm.jobs.report.page.Page.Heading;
import io.depthlm.jobs.report.page.Page.Markup;
import io.depthlm.jobs.report.page.Page.Paragraph;
import io.depthlm.jobs.report.page.Page.Section;
import io.depthlm.jobs.report.page.Page.Table;
import io.depthlm.jobs.report.page.Page.Tone;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Where the answers are off: by distance, region, focal length, place in the picture and frame. */
final class WhereSection {
  private static final double STRONGEST = 1.5;

  private final Groups groups;

  private WhereSection(Groups groups) {
    this.groups = groups;
  }

  static Section of(Groups groups) {
    List<Block> blocks = new ArrayList<>();
    WhereSection section = new WhereSection(groups);
    for (Group group : groups.all()) {
      blocks.add(new Heading(group.id(), group.title()));
      section.group(group, blocks);
    }
    return new Section("where", "Where it is off", blocks);
  }

  private void group(Group group, List<Block> blocks) {
    List<Cell> charted = group.cells().stream().limit(SeriesChart.COLOURS).toList();
    List<Page.Figure> figures = new ArrayList<>();
    slices(charted, "truth_m=", "truth, m", "distance", figures);
    slices(charted, "region=", "region", "region", figures);
    focal(group, figures);
    if (!figures.isEmpty()) {
      blocks.add(new Figures(figures));
    }
    if (group.cells().size() > charted.size()) {
      blocks.add(
          new Paragraph(
              "The charts show the first %d of %d variants; the tables have all."
                  .formatted(charted.size(), group.cells().size()),
              Tone.NOTE));
    }
    boolean first = true;
    for (Cell cell : group.cells()) {
      cell(cell, first, blocks);
      first = false;
    }
  }

  /** δ1 of several cells over the slices of a kind. */
  private void slices(
      List<Cell> cells, String prefix, String axis, String what, List<Page.Figure> figures) {
    List<String> names =
        cells.stream()
            .flatMap(cell -> cell.figures().stream())
            .map(Measured::slice)
            .filter(slice -> slice.startsWith(prefix))
            .distinct()
            .sorted(SliceNames.ORDER)
            .toList();
    if (names.size() < 2) {
      return;
    }
    List<SeriesChart.Series> series = new ArrayList<>();
    for (Cell cell : cells) {
      List<SeriesChart.Point> points = new ArrayList<>();
      for (int i = 0; i < names.size(); i++) {
        Figure figure = cell.figure(names.get(i), "delta1");
        if (figure.value() != null) {
          points.add(new SeriesChart.Point(i, figure.value(), figure.ciLow(), figure.ciHigh()));
        }
      }
      series.add(new SeriesChart.Series(groups.name(cell), points));
    }
    figures.add(
        new Page.Figure(
            new Markup(
                new SeriesChart(
                        "delta1 by " + what,
                        Axis.categories(
                            axis, names.stream().map(n -> n.substring(prefix.length())).toList()),
                        Axis.linear("delta1", 0, 1),
                        series,
                        SeriesChart.Guide.NONE)
                    .svg()),
            "delta1 by " + what + ", with its interval"));
  }

  /** Variants that differ by their focal length alone, joined to a line. */
  private static void focal(Group group, List<Page.Figure> figures) {
    Map<List<String>, TreeMap<Double, Cell>> lines = new LinkedHashMap<>();
    for (Cell cell : group.cells()) {
      if (cell.name().focalPx() != null && cell.figure("all", "delta1").value() != null) {
        lines
            .computeIfAbsent(
                List.of(cell.name().model(), cell.name().prompt(), cell.name().marker()),
                k -> new TreeMap<>())
            .putIfAbsent(cell.name().focalPx(), cell);
      }
    }
    lines.values().removeIf(line -> line.size() < 2);
    if (lines.isEmpty()) {
      return;
    }
    List<SeriesChart.Series> series = new ArrayList<>();
    double least = Double.MAX_VALUE;
    double most = 0;
    for (Map.Entry<List<String>, TreeMap<Double, Cell>> line : lines.entrySet()) {
      List<SeriesChart.Point> points = new ArrayList<>();
      for (Map.Entry<Double, Cell> at : line.getValue().entrySet()) {
        Figure figure = at.getValue().figure("all", "delta1");
        points.add(
            new SeriesChart.Point(at.getKey(), figure.value(), figure.ciLow(), figure.ciHigh()));
        least = Math.min(least, at.getKey());
        most = Math.max(most, at.getKey());
      }
      if (series.size() < SeriesChart.COLOURS) {
        series.add(new SeriesChart.Series(line.getKey().get(0), points));
      }
    }
    double margin = (most - least) * 0.08;
    figures.add(
        new Page.Figure(
            new Markup(
                new SeriesChart(
                        "delta1 by focal length",
                        Axis.linear("focal length, px", least - margin, most + margin),
                        Axis.linear("delta1", 0, 1),
                        series,
                        SeriesChart.Guide.NONE)
                    .svg()),
            "delta1 by the focal length that pictures are resized to"));
  }

  private void cell(Cell cell, boolean leads, List<Block> blocks) {
    String name = groups.name(cell);
    if (leads) {
      blocks.add(new Heading(null, name));
    }
    blocks.add(slices(cell, name, leads));
    if (leads) {
      List<Page.Figure> figures = new ArrayList<>();
      if (!cell.answers().bins().isEmpty()) {
        figures.add(
            new Page.Figure(
                new Markup(
                    new DensityChart(
                            "answers of " + name + " against truths",
                            cell.unit(),
                            cell.answers().bins())
                        .svg()),
                "answers against truths: the stronger, the more; delta1 counts those between the"
                    + " dashed lines; what lies beyond an axis stands at its end"));
      }
      places(cell, figures);
      if (!figures.isEmpty()) {
        blocks.add(new Figures(figures));
      }
      if (cell.answers().places().size() > 1) {
        blocks.add(PlaceTable.of(cell, name));
      }
    }
    if (!cell.answers().frames().isEmpty()) {
      blocks.add(frames(cell, name, leads));
    }
  }

  private static Table slices(Cell cell, String name, boolean leads) {
    Map<String, Map<String, Measured>> slices = new TreeMap<>(SliceNames.ORDER);
    for (Measured m : cell.figures()) {
      if (m.aggregation().equals("pooled") && m.measures().equals("point")) {
        slices.computeIfAbsent(m.slice(), s -> new LinkedHashMap<>()).put(m.metric(), m);
      }
    }
    List<List<Page.Cell>> rows = new ArrayList<>();
    slices.forEach(
        (slice, of) -> {
          Function<String, Page.Cell> figure =
              metric -> Words.cell(of.containsKey(metric) ? of.get(metric).figure() : Figure.NONE);
          Measured delta1 = of.get("delta1");
          rows.add(
              List.of(
                  Page.Cell.text(slice),
                  Words.cell(delta1 == null ? 0 : delta1.nPoints()),
                  Words.cell(delta1 == null ? 0 : delta1.nImages()),
                  figure.apply("delta1"),
                  figure.apply("abs_rel"),
                  figure.apply("rmse"),
                  figure.apply("silog")));
        });
    return new Table(
        name + " by slice",
        List.of(
            Column.text("slice"),
            Column.number("points"),
            Column.number("images"),
            Column.number("delta1", "share within 25% of the truth; higher is better"),
            Column.number("abs_rel", "mean relative error; lower is better"),
            Column.number("rmse, " + cell.unit(), "lower is better"),
            Column.number("silog, ×100", "error that no common scale explains; lower is better")),
        rows,
        leads ? null : name + " by slice");
  }

  private void places(Cell cell, List<Page.Figure> figures) {
    List<PlaceGrid.Cell> cells =
        cell.answers().places().stream()
            .filter(place -> place.column() >= 0 && place.row() >= 0)
            .sorted(Comparator.comparingInt(Place::row).thenComparingInt(Place::column))
            .map(
                p ->
                    new PlaceGrid.Cell(
                        p.column(),
                        p.row(),
                        p.logRatio(),
                        (double) p.hits() / p.count(),
                        p.count()))
            .toList();
    if (cells.size() < 2) {
      return;
    }
    figures.add(
        new Page.Figure(
            new Markup(
                new PlaceGrid(
                        "delta1 and bias by place in the picture",
                        RunReport.PLACE_COLUMNS,
                        RunReport.PLACE_ROWS,
                        cells,
                        STRONGEST,
                        "answer / truth on average")
                    .svg()),
            "by place in the picture: the number is delta1, the colour says whether answers are too"
                + " near or too far"));
  }

  private static Table frames(Cell cell, String name, boolean leads) {
    List<List<Page.Cell>> rows = new ArrayList<>();
    for (FrameScore frame : cell.answers().frames()) {
      rows.add(
          List.of(
              Page.Cell.text(frame.frameId()),
              new Page.Cell(
                  "%s of %s".formatted(Words.count(frame.rank()), Words.count(frame.frames())),
                  (double) frame.rank(),
                  Tone.PLAIN),
              Words.cell(frame.count()),
              Words.cell((double) frame.hits() / frame.count()),
              Words.cell(frame.absRel()),
              Words.cell(Math.exp(frame.logRatio()))));
    }
    return new Table(
        name + ": best, middle and worst frames",
        List.of(
            Column.text("frame"),
            Column.number("rank", "by the mean of |ln(answer / truth)|"),
            Column.number("points"),
            Column.number("delta1"),
            Column.number("abs_rel"),
            Column.number("answer / truth", "geometric mean; above 1 is too far")),
        rows,
        leads ? null : name + ": best, middle and worst frames");
  }
}
