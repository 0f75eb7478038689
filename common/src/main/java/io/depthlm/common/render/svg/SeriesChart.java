package io.depthlm.common.render.svg;

import io.depthlm.common.render.svg.Svg.Anchor;
import java.util.List;
import java.util.Locale;

/**
 * Series of points with their intervals over one axis, each with a colour and a shape of its own.
 *
 * @param label what it shows, for those who do not see it
 * @param guide a line from (0, 0) to (1, 1), or none
 */
public record SeriesChart(String label, Axis x, Axis y, List<Series> series, Guide guide) {
  /** How many series have a colour; further ones repeat them. */
  public static final int COLOURS = 6;

  private static final double WIDTH = 350;
  private static final double LEFT = 50;
  private static final double TOP = 10;
  private static final double HEIGHT = 190;
  private static final double LEGEND_LINE = 17;
  private static final int LONGEST_NAME = 46;

  /** What the eye can hold on to. */
  public enum Guide {
    NONE,
    DIAGONAL
  }

  /** Points from left to right. */
  public record Series(String name, List<Point> points) {}

  /**
   * A point.
   *
   * @param low lower end of its interval, or null
   * @param high upper end of its interval, or null
   */
  public record Point(double x, double y, Double low, Double high) {}

  /** The picture. */
  public String svg() {
    double height = TOP + HEIGHT + 42 + LEGEND_LINE * series.size();
    Svg svg = new Svg(WIDTH, height, label);
    Plot plot = new Plot(svg, x, y, LEFT, TOP, WIDTH - LEFT - 8, HEIGHT);
    plot.axes();
    if (guide == Guide.DIAGONAL) {
      svg.add(
          "line", "x1", plot.x(0), "y1", plot.y(0), "x2", plot.x(1), "y2", plot.y(1), "class",
          "guide");
    }
    for (int i = 0; i < series.size(); i++) {
      draw(svg, plot, i);
      double line = TOP + HEIGHT + 52 + LEGEND_LINE * i;
      shape(svg, i, LEFT + 6, line - 4, null);
      svg.text(LEFT + 18, line, Anchor.START, cut(series.get(i).name()));
    }
    return svg.finish();
  }

  private void draw(Svg svg, Plot plot, int index) {
    Series one = series.get(index);
    // beside one another where they share their places, so that intervals do not cover each other
    double shift = x.kind() == Axis.Kind.CATEGORIES ? (index - (series.size() - 1) / 2.0) * 7 : 0;
    StringBuilder path = new StringBuilder();
    for (Point point : one.points()) {
      path.append(
          String.format(
              Locale.ROOT,
              "%s%.1f %.1f",
              path.isEmpty() ? "M" : "L",
              plot.x(point.x()) + shift,
              plot.y(point.y())));
    }
    if (one.points().size() > 1) {
      svg.add("path", "d", path, "class", "line c" + index % COLOURS);
    }
    for (Point point : one.points()) {
      double at = plot.x(point.x()) + shift;
      if (point.low() != null && point.high() != null) {
        svg.add(
            "line",
            "x1",
            at,
            "y1",
            plot.y(point.low()),
            "x2",
            at,
            "y2",
            plot.y(point.high()),
            "class",
            "whisker c" + index % COLOURS);
      }
      shape(svg, index, at, plot.y(point.y()), one.name() + ": " + words(point));
    }
  }

  private String words(Point point) {
    String at =
        x.kind() == Axis.Kind.CATEGORIES
            ? x.names().get((int) point.x())
            : String.format(Locale.ROOT, "%.3g", point.x());
    String value = String.format(Locale.ROOT, "%s %.4f", at, point.y());
    return point.low() == null || point.high() == null
        ? value
        : value + String.format(Locale.ROOT, " [%.4f %.4f]", point.low(), point.high());
  }

  /** Circle, square, triangle, diamond and their like: told apart without colours, too. */
  private static void shape(Svg svg, int index, double x, double y, String title) {
    String d =
        switch (index % COLOURS) {
          case 0 -> path(x, y, "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z");
          case 1 -> path(x, y, "M-3.5-3.5h7v7h-7z");
          case 2 -> path(x, y, "M0-4.5l4.5 8h-9z");
          case 3 -> path(x, y, "M0-5l5 5l-5 5l-5-5z");
          case 4 -> path(x, y, "M0 4.5l4.5-8h-9z");
          default -> path(x, y, "M-4.5-1.5h3v-3h3v3h3v3h-3v3h-3v-3h-3z");
        };
    String classes = "mark c" + index % COLOURS;
    if (title == null) {
      svg.add("path", "d", d, "class", classes);
    } else {
      svg.addTitled(title, "path", "d", d, "class", classes);
    }
  }

  /** A shape drawn relative to a place: its first move is from there. */
  private static String path(double x, double y, String shape) {
    return String.format(Locale.ROOT, "M%.1f %.1f", x, y) + "m" + shape.substring(1);
  }

  private static String cut(String name) {
    return name.codePointCount(0, name.length()) <= LONGEST_NAME
        ? name
        : name.substring(0, name.offsetByCodePoints(0, LONGEST_NAME - 1)) + "…";
  }
}
