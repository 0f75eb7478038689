package io.depthlm.common.render.svg;

import io.depthlm.common.render.svg.Svg.Anchor;

/** The rectangle between two axes, with its grid and titles. */
final class Plot {
  private static final double LETTER = 6.6;

  private final Svg svg;
  private final Axis x;
  private final Axis y;
  private final double left;
  private final double top;
  private final double width;
  private final double height;

  Plot(Svg svg, Axis x, Axis y, double left, double top, double width, double height) {
    this.svg = svg;
    this.x = x;
    this.y = y;
    this.left = left;
    this.top = top;
    this.width = width;
    this.height = height;
  }

  double x(double value) {
    return left + width * x.place(value);
  }

  double y(double value) {
    return top + height * (1 - y.place(value));
  }

  /** The frame, the grid, the labels of both axes and their titles. */
  void axes() {
    svg.add("rect", "x", left, "y", top, "width", width, "height", height, "class", "frame");
    for (Axis.Tick tick : y.ticks(5)) {
      double at = y(tick.value());
      svg.add("line", "x1", left, "y1", at, "x2", left + width, "y2", at, "class", "grid");
      svg.text(left - 5, at + 4, Anchor.END, tick.label());
    }
    double free = Double.NEGATIVE_INFINITY;
    for (Axis.Tick tick : x.ticks(6)) {
      double at = x(tick.value());
      double half = tick.label().length() * LETTER / 2;
      svg.add("line", "x1", at, "y1", top + height, "x2", at, "y2", top + height + 4);
      if (at - half >= free) {
        svg.text(at, top + height + 17, Anchor.MIDDLE, tick.label());
        free = at + half + 4;
      }
    }
    svg.text(left + width / 2, top + height + 34, Anchor.MIDDLE, x.title());
    svg.text(
        0.0,
        0.0,
        Anchor.MIDDLE,
        y.title(),
        "transform",
        "translate(12 %d) rotate(-90)".formatted(Math.round(top + height / 2)));
  }
}
