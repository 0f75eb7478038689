package io.depthlm.common.render.svg;

import java.util.List;
import java.util.Locale;

/**
 * Answers against truths as squares on two equal logarithmic axes: the stronger, the more. What
 * lies beyond falls into the outermost squares.
 *
 * @param unit of both axes
 * @param bins those that hold something
 */
public record DensityChart(String label, String unit, List<Bin> bins) {
  /** Squares along either axis. */
  public static final int SQUARES = 48;

  /** Where the axes begin. */
  public static final double FROM = 0.1;

  /** Where they end. */
  public static final double TO = 100;

  private static final int STRENGTHS = 8;
  private static final double SIDE = 6;
  private static final double LEFT = 50;
  private static final double TOP = 10;
  private static final double SIZE = SQUARES * SIDE;
  // delta1 counts what lies between these two lines
  private static final double BAND = 1.25;

  /**
   * A square that holds something.
   *
   * @param truth its column, from 0
   * @param answer its row, from 0 at the smallest
   */
  public record Bin(int truth, int answer, long count) {}

  /** The picture. */
  public String svg() {
    Svg svg = new Svg(LEFT + SIZE + 12, TOP + SIZE + 42, label);
    Plot plot =
        new Plot(
            svg,
            Axis.logarithmic("truth, " + unit, FROM, TO),
            Axis.logarithmic("answer, " + unit, FROM, TO),
            LEFT,
            TOP,
            SIZE,
            SIZE);
    plot.axes();
    long most = bins.stream().mapToLong(Bin::count).max().orElse(1);
    // a path for each strength: squares of their own would make a page many times as long
    StringBuilder[] paths = new StringBuilder[STRENGTHS];
    for (Bin bin : bins) {
      double share = Math.log1p(bin.count()) / Math.log1p(most);
      int strength = (int) Math.min(STRENGTHS - 1, share * STRENGTHS);
      if (paths[strength] == null) {
        paths[strength] = new StringBuilder();
      }
      paths[strength].append(
          String.format(
              Locale.ROOT,
              "M%.0f %.0fh6v6h-6z",
              LEFT + bin.truth() * SIDE,
              TOP + (SQUARES - 1 - bin.answer()) * SIDE));
    }
    for (int i = 0; i < STRENGTHS; i++) {
      if (paths[i] != null) {
        String opacity = String.format(Locale.ROOT, "%.2f", 0.15 + 0.85 * i / (STRENGTHS - 1));
        svg.add("path", "d", paths[i], "class", "dot", "fill-opacity", opacity);
      }
    }
    line(svg, plot, 1, "diagonal");
    line(svg, plot, BAND, "guide");
    line(svg, plot, 1 / BAND, "guide");
    return svg.finish();
  }

  /** The line answer = factor · truth, as far as it is inside. */
  private static void line(Svg svg, Plot plot, double factor, String name) {
    double from = Math.max(FROM, FROM / factor);
    double to = Math.min(TO, TO / factor);
    svg.add(
        "line",
        "x1",
        plot.x(from),
        "y1",
        plot.y(from * factor),
        "x2",
        plot.x(to),
        "y2",
        plot.y(to * factor),
        "class",
        name);
  }
}
