package io.depthlm.common.render.svg;

import io.depthlm.common.render.svg.Svg.Anchor;
import java.util.List;
import java.util.Locale;

/** Named values with their intervals, one below another, on one axis: a forest plot. */
public record IntervalChart(String label, Axis x, List<Row> rows) {
  private static final double WIDTH = 350;
  private static final double LEFT = 10;
  private static final double ROW = 36;
  private static final int LONGEST_NAME = 50;

  /**
   * A value.
   *
   * @param low lower end of its interval, or null
   * @param high upper end of its interval, or null
   */
  public record Row(String name, double value, Double low, Double high) {}

  /** The picture. */
  public String svg() {
    double bottom = 6 + ROW * rows.size();
    Svg svg = new Svg(WIDTH, bottom + 40, label);
    double width = WIDTH - 2 * LEFT;
    for (Axis.Tick tick : x.ticks(5)) {
      double at = LEFT + width * x.place(tick.value());
      svg.add("line", "x1", at, "y1", 4.0, "x2", at, "y2", bottom, "class", "grid");
      svg.text(at, bottom + 15, Anchor.MIDDLE, tick.label());
    }
    svg.text(WIDTH / 2, bottom + 33, Anchor.MIDDLE, x.title());
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      double y = 6 + ROW * i;
      svg.text(LEFT, y + 12, Anchor.START, cut(row.name()));
      double at = LEFT + width * x.place(row.value());
      if (row.low() != null && row.high() != null) {
        svg.add(
            "line",
            "x1",
            LEFT + width * x.place(row.low()),
            "y1",
            y + 24,
            "x2",
            LEFT + width * x.place(row.high()),
            "y2",
            y + 24,
            "class",
            "whisker c0");
      }
      svg.addTitled(
          row.name() + String.format(Locale.ROOT, ": %.4f", row.value()),
          "circle",
          "cx",
          at,
          "cy",
          y + 24,
          "r",
          4.5,
          "class",
          "mark c0");
    }
    return svg.finish();
  }

  private static String cut(String name) {
    return name.codePointCount(0, name.length()) <= LONGEST_NAME
        ? name
        : name.substring(0, name.offsetByCodePoints(0, LONGEST_NAME - 1)) + "…";
  }
}
