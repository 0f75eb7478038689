package io.depthlm.jobs.report;

import io.depthlm.jobs.report.RunReport.Bin;
import java.util.List;
import java.util.Locale;

/**
 * Answers against truths as a picture of squares on logarithmic axes, 0.1 to 100: the darker, the
 * more questions. What lies beyond falls into the outermost squares.
 */
final class ScatterPlot {
  /** Squares along either axis. */
  static final int SQUARES = 48;

  /** log10 of the axes' ends. */
  static final double FROM = -1;

  static final double TO = 2;

  private static final int SIDE = 6;
  private static final int LEFT = 46;
  private static final int TOP = 8;
  private static final int SIZE = SQUARES * SIDE;
  // δ1 counts what lies between these two lines
  private static final double BAND = Math.log10(1.25);

  private ScatterPlot() {}

  static String svg(List<Bin> bins, String unit) {
    StringBuilder out = new StringBuilder();
    out.append(
        format(
            "<svg role=\"img\" aria-label=\"answers against truths\" width=\"%d\" height=\"%d\""
                + " viewBox=\"0 0 %d %d\">\n",
            LEFT + SIZE + 12, TOP + SIZE + 40, LEFT + SIZE + 12, TOP + SIZE + 40));
    out.append(
        format(
            "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" class=\"frame\"/>\n",
            LEFT, TOP, SIZE, SIZE));
    long most = bins.stream().mapToLong(Bin::count).max().orElse(1);
    for (Bin bin : bins) {
      double dark = 0.15 + 0.85 * Math.log1p(bin.count()) / Math.log1p(most);
      out.append(
          format(
              "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" class=\"dot\""
                  + " fill-opacity=\"%.2f\"/>\n",
              LEFT + bin.truth() * SIDE,
              TOP + (SQUARES - 1 - bin.answer()) * SIDE,
              SIDE,
              SIDE,
              dark));
    }
    line(out, 0, "");
    line(out, BAND, " class=\"band\"");
    line(out, -BAND, " class=\"band\"");
    for (int power = (int) FROM; power <= TO; power++) {
      String label = power < 0 ? "0.1" : String.valueOf((int) Math.pow(10, power));
      out.append(label(at(power), TOP + SIZE + 14, "middle", label));
      out.append(label(LEFT - 4, TOP + SIZE - (at(power) - LEFT) + 4, "end", label));
    }
    out.append(label(LEFT + SIZE / 2.0, TOP + SIZE + 32, "middle", "truth, " + Html.text(unit)));
    out.append(
        format(
            "<text transform=\"translate(12 %d) rotate(-90)\" text-anchor=\"middle\">answer,"
                + " %s</text>\n",
            TOP + SIZE / 2, Html.text(unit)));
    return out.append("</svg>\n").toString();
  }

  /** The line answer = truth · 10^shift, as far as it is inside. */
  private static void line(StringBuilder out, double shift, String attributes) {
    double from = Math.max(FROM, FROM - shift);
    double to = Math.min(TO, TO - shift);
    out.append(
        format(
            "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"%s/>\n",
            at(from),
            TOP + SIZE - (at(from + shift) - LEFT),
            at(to),
            TOP + SIZE - (at(to + shift) - LEFT),
            attributes));
  }

  private static double at(double log) {
    return LEFT + (log - FROM) / (TO - FROM) * SIZE;
  }

  private static String label(double x, double y, String anchor, String ready) {
    return format(
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n", x, y, anchor, ready);
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
