package io.depthlm.jobs.report;

import io.depthlm.jobs.report.RunReport.Slice;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** δ1 by the distance of the truth: one bar for each slice, with its interval. */
final class DepthPlot {
  private static final String PREFIX = "truth_m=";
  private static final int BAR = 44;
  private static final int LEFT = 52;
  private static final int TOP = 8;
  private static final int HEIGHT = 180;

  private DepthPlot() {}

  /** The picture; empty where no slice is by distance. */
  static String svg(List<Slice> all) {
    List<Slice> slices =
        all.stream()
            .filter(s -> s.name().startsWith(PREFIX) && s.delta1().value() != null)
            .sorted(Comparator.comparing(Slice::name, SliceNames.ORDER))
            .toList();
    if (slices.isEmpty()) {
      return "";
    }
    int width = LEFT + slices.size() * BAR + 8;
    StringBuilder out = new StringBuilder();
    out.append(
        format(
            "<svg role=\"img\" aria-label=\"delta1 by depth\" width=\"%d\" height=\"%d\""
                + " viewBox=\"0 0 %d %d\">\n",
            width, TOP + HEIGHT + 40, width, TOP + HEIGHT + 40));
    for (int tenth = 0; tenth <= 10; tenth += 5) {
      double y = y(tenth / 10.0);
      out.append(
          format(
              "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" class=\"grid\"/>"
                  + "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.1f</text>\n",
              LEFT, y, width, y, LEFT - 4, y + 4, tenth / 10.0));
    }
    for (int i = 0; i < slices.size(); i++) {
      bar(out, slices.get(i), LEFT + i * BAR);
    }
    out.append(
        format(
            "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">truth, m</text>\n",
            (LEFT + width) / 2.0, TOP + HEIGHT + 34));
    out.append(
        format(
            "<text transform=\"translate(12 %d) rotate(-90)\""
                + " text-anchor=\"middle\">delta1</text>\n",
            TOP + HEIGHT / 2));
    return out.append("</svg>\n").toString();
  }

  private static void bar(StringBuilder out, Slice slice, int left) {
    double value = slice.delta1().value();
    out.append(
        format(
            "<rect x=\"%d\" y=\"%.1f\" width=\"%d\" height=\"%.1f\" class=\"bar\"/>\n",
            left + 6, y(value), BAR - 12, y(0) - y(value)));
    if (slice.delta1().ciLow() != null) {
      out.append(
          format(
              "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\"/>\n",
              left + BAR / 2,
              y(slice.delta1().ciLow()),
              left + BAR / 2,
              y(slice.delta1().ciHigh())));
    }
    out.append(
        format(
            "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>\n",
            left + BAR / 2,
            TOP + HEIGHT + 16,
            Html.text(slice.name().substring(PREFIX.length()), 12)));
  }

  private static double y(double value) {
    return TOP + HEIGHT * (1 - Math.max(0, Math.min(1, value)));
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
