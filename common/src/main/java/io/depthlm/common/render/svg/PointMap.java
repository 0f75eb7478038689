package io.depthlm.common.render.svg;

import io.depthlm.common.render.ColourMap;
import io.depthlm.common.render.svg.Svg.Anchor;
import java.util.List;
import java.util.Locale;

/**
 * Depths at the pixels that were asked about, upon the frame of the picture they are in; each is
 * drawn as large as its share of the picture.
 *
 * @param widthPx of the picture
 * @param heightPx of the picture
 * @param scale what the colours mean
 */
public record PointMap(String label, int widthPx, int heightPx, List<Dot> dots, Scale scale) {
  /** How wide a map is drawn. */
  public static final double WIDTH = 320;

  private static final int STEPS = 40;

  /**
   * A pixel.
   *
   * @param value metres, or answer / truth; null where there is none
   */
  public record Dot(double xPx, double yPx, Double value) {}

  /** From values to colours. */
  public sealed interface Scale {
    /** The colour of a value, 0xRRGGBB. */
    int rgb(double value);

    /** What stands at its beginning, its middle and its end. */
    List<String> words();
  }

  /** Metres on a logarithmic scale, near is bright. */
  public record Depth(double nearM, double farM) implements Scale {
    @Override
    public int rgb(double value) {
      return ColourMap.rgb(Math.log(value / nearM) / Math.log(farM / nearM));
    }

    @Override
    public List<String> words() {
      return List.of(metres(nearM), metres(Math.sqrt(nearM * farM)), metres(farM));
    }

    private static String metres(double m) {
      return String.format(Locale.ROOT, m < 10 ? "%.2f m" : "%.1f m", m);
    }
  }

  /** Answer / truth, from 1 / most to most. */
  public record Ratio(double most) implements Scale {
    @Override
    public int rgb(double value) {
      return Diverging.rgb(Math.log(value) / Math.log(most));
    }

    @Override
    public List<String> words() {
      String factor = String.format(Locale.ROOT, "%.2g", most);
      return List.of("÷" + factor + " too near", "right", "too far ×" + factor);
    }
  }

  /** The picture. */
  public String svg() {
    double zoom = WIDTH / widthPx;
    double height = heightPx * zoom;
    Svg svg = new Svg(WIDTH, height + 34, label);
    svg.add("rect", "x", 0.0, "y", 0.0, "width", WIDTH, "height", height, "class", "ground");
    double radius =
        Math.max(1.5, Math.min(12, Math.sqrt(WIDTH * height / Math.max(1, dots.size()) / 4)));
    for (Dot dot : dots) {
      if (dot.value() == null) {
        svg.add(
            "circle",
            "cx",
            dot.xPx() * zoom,
            "cy",
            dot.yPx() * zoom,
            "r",
            radius - 0.7,
            "class",
            "none");
      } else {
        svg.addTitled(
            String.format(Locale.ROOT, "(%.0f, %.0f): %.3f", dot.xPx(), dot.yPx(), dot.value()),
            "circle",
            "cx",
            dot.xPx() * zoom,
            "cy",
            dot.yPx() * zoom,
            "r",
            radius,
            "fill",
            Colours.hex(scale.rgb(dot.value())));
      }
    }
    legend(svg, height + 6);
    return svg.finish();
  }

  private void legend(Svg svg, double top) {
    for (int i = 0; i < STEPS; i++) {
      double place = (i + 0.5) / STEPS;
      int colour = scale instanceof Depth ? ColourMap.rgb(place) : Diverging.rgb(2 * place - 1);
      svg.add(
          "rect",
          "x",
          WIDTH / STEPS * i,
          "y",
          top,
          "width",
          WIDTH / STEPS + 0.3,
          "height",
          9.0,
          "fill",
          Colours.hex(colour));
    }
    svg.text(0, top + 23, Anchor.START, scale.words().get(0));
    svg.text(WIDTH / 2, top + 23, Anchor.MIDDLE, scale.words().get(1));
    svg.text(WIDTH, top + 23, Anchor.END, scale.words().get(2));
  }
}
