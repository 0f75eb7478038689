package io.depthlm.common.render.svg;

import io.depthlm.common.render.svg.Svg.Anchor;
import java.util.List;

/**
 * Points in space seen from above, the camera at the bottom: where they are, and where the answers
 * put them.
 */
public record TopView(String label, List<Place> truths, List<Place> answers) {
  private static final double LEFT = 50;
  private static final double TOP = 10;
  private static final double SIZE = 280;

  /** A point, metres to the right of the camera and ahead of it. */
  public record Place(double rightM, double aheadM) {}

  /** The picture. */
  public String svg() {
    Svg svg = new Svg(LEFT + SIZE + 12, TOP + SIZE + 76, label);
    double far = 0;
    double wide = 0;
    for (List<Place> places : List.of(truths, answers)) {
      for (Place place : places) {
        far = Math.max(far, place.aheadM());
        wide = Math.max(wide, Math.abs(place.rightM()));
      }
    }
    // one scale for both, so that angles are true
    double half = Math.max(1e-3, Math.max(far / 2, wide) * 1.05);
    Plot plot =
        new Plot(
            svg,
            Axis.linear("metres to the right", -half, half),
            Axis.linear("metres ahead", 0, 2 * half),
            LEFT,
            TOP,
            SIZE,
            SIZE);
    plot.axes();
    draw(svg, plot, truths, "mark c0 ring");
    draw(svg, plot, answers, "mark c1");
    svg.add("circle", "cx", LEFT + 6, "cy", TOP + SIZE + 50, "r", 3.0, "class", "mark c0 ring");
    svg.text(LEFT + 16, TOP + SIZE + 54, Anchor.START, "truth");
    svg.add("circle", "cx", LEFT + 76, "cy", TOP + SIZE + 50, "r", 2.0, "class", "mark c1");
    svg.text(LEFT + 86, TOP + SIZE + 54, Anchor.START, "answer");
    return svg.finish();
  }

  private static void draw(Svg svg, Plot plot, List<Place> places, String classes) {
    double radius = classes.endsWith("ring") ? 3 : 2;
    for (Place place : places) {
      svg.add(
          "circle",
          "cx",
          plot.x(place.rightM()),
          "cy",
          plot.y(place.aheadM()),
          "r",
          radius,
          "class",
          classes);
    }
  }
}
