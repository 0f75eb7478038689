package io.depthlm.jobs.report.page;

import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.geometry.LabelKind;
import io.depthlm.common.render.svg.PointMap;
import io.depthlm.common.render.svg.TopView;
import io.depthlm.common.task.TaskKind;
import io.depthlm.jobs.report.RunReport;
import io.depthlm.jobs.report.RunReport.Cell;
import io.depthlm.jobs.report.RunReport.FrameMap;
import io.depthlm.jobs.report.RunReport.MapPoint;
import io.depthlm.jobs.report.page.Page.Block;
import io.depthlm.jobs.report.page.Page.Cloud;
import io.depthlm.jobs.report.page.Page.Maps;
import io.depthlm.jobs.report.page.Page.Markup;
import io.depthlm.jobs.report.page.Page.Paragraph;
import io.depthlm.jobs.report.page.Page.Section;
import io.depthlm.jobs.report.page.Page.Tone;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.DoubleStream;

/** Frames with all of their questions: truth, answers and error upon the picture, and in space. */
final class MapsSection {
  private static final double STRONGEST = 2;

  private final Groups groups;

  private MapsSection(Groups groups) {
    this.groups = groups;
  }

  static Section of(RunReport report, Groups groups) {
    MapsSection section = new MapsSection(groups);
    List<Block> blocks = new ArrayList<>();
    if (report.maps().isEmpty()) {
      blocks.add(
          new Paragraph("No frame has enough questions about single pixels for a map.", Tone.NOTE));
    } else {
      blocks.add(
          new Paragraph(
              "The best, the middle and the worst frame of the leading variant, at the pixels that were asked about, at most %s a frame. Pixels without an answer are empty rings."
                  .formatted(Words.count(RunReport.MAP_POINTS)),
              Tone.NOTE));
    }
    report.maps().forEach(map -> blocks.add(section.maps(map)));
    return new Section("maps", "Maps", blocks);
  }

  private Maps maps(FrameMap map) {
    Cell cell = map.cell();
    String name = "%s, frame %s".formatted(cell.key().dataset(), map.frame().frameId());
    double[] depths =
        map.points().stream()
            .flatMapToDouble(
                p ->
                    p.answer() == null
                        ? DoubleStream.of(p.truth())
                        : DoubleStream.of(p.truth(), p.answer()))
            .sorted()
            .toArray();
    double near = depths[(int) (0.02 * (depths.length - 1))];
    double far = depths[(int) (0.98 * (depths.length - 1))];
    PointMap.Scale depth = new PointMap.Depth(near, Math.max(far, near * 1.2));
    List<Page.Figure> figures = new ArrayList<>();
    figures.add(figure(map, "truth of " + name, "truth", MapPoint::truth, depth));
    figures.add(figure(map, "answers about " + name, "answers", MapPoint::answer, depth));
    figures.add(
        figure(
            map,
            "error in " + name,
            "answer / truth",
            p -> p.answer() == null ? null : p.answer() / p.truth(),
            new PointMap.Ratio(STRONGEST)));
    String title =
        String.format(
            Locale.ROOT,
            "%s, rank %,d of %,d, by %s: delta1 %.4f, answer / truth %.3f",
            name,
            map.frame().rank(),
            map.frame().frames(),
            groups.name(cell),
            (double) map.frame().hits() / map.frame().count(),
            Math.exp(map.frame().logRatio()));
    return new Maps(
        title,
        map.picture() == null ? null : GallerySection.dataUri(map.picture()),
        map.picture() == null
            ? "The picture cannot be shown: " + map.pictureFault()
            : "the picture of " + name,
        figures,
        above(map, name),
        cloud(map, name));
  }

  private static Page.Figure figure(
      FrameMap map,
      String label,
      String caption,
      Function<MapPoint, Double> value,
      PointMap.Scale scale) {
    List<PointMap.Dot> dots =
        map.points().stream().map(p -> new PointMap.Dot(p.xPx(), p.yPx(), value.apply(p))).toList();
    Intrinsics camera = map.camera();
    return new Page.Figure(
        new Markup(new PointMap(label, camera.widthPx(), camera.heightPx(), dots, scale).svg()),
        caption);
  }

  private static Page.Figure above(FrameMap map, String name) {
    List<TopView.Place> truths = new ArrayList<>();
    List<TopView.Place> answers = new ArrayList<>();
    for (MapPoint point : map.points()) {
      double z = zM(map, point, point.truth());
      double right = (point.xPx() - map.camera().cxPx()) / map.camera().fxPx();
      truths.add(new TopView.Place(right * z, z));
      if (point.answer() != null) {
        double said = zM(map, point, point.answer());
        answers.add(new TopView.Place(right * said, said));
      }
    }
    return new Page.Figure(
        new Markup(new TopView("the points of " + name + " from above", truths, answers).svg()),
        "from above, the camera at the middle of the bottom");
  }

  private static Cloud cloud(FrameMap map, String name) {
    Intrinsics camera = map.camera();
    StringBuilder points = new StringBuilder();
    for (MapPoint p : map.points()) {
      double z = zM(map, p, p.truth());
      double answer = p.answer() == null ? 0 : zM(map, p, p.answer());
      points.append(
          String.format(
              Locale.ROOT,
              "%s%.3f,%.3f,%.3f,%.3f,%d",
              points.isEmpty() ? "" : ",",
              (p.xPx() - camera.cxPx()) / camera.fxPx() * z,
              (p.yPx() - camera.cyPx()) / camera.fyPx() * z,
              z,
              answer,
              p.rgb()));
    }
    return new Cloud(
        "The points of %s in space: truth and answers in the colours of the view from above. Drag, or use the arrow keys, to turn it."
            .formatted(name),
        points.toString());
  }

  /** A value of the cell as a depth along the optical axis. */
  private static double zM(FrameMap map, MapPoint point, double value) {
    TaskKind task = TaskKind.ofKey(map.cell().key().task());
    LabelKind kind =
        switch (map.cell().name().compareAs()) {
          case "z" -> LabelKind.Z;
          case "radial" -> LabelKind.RADIAL;
          default -> task.depthKind().orElseThrow();
        };
    return map.camera().convert(value, kind, LabelKind.Z, point.xPx(), point.yPx());
  }
}
