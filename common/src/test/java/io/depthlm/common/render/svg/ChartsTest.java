package io.depthlm.common.render.svg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.render.svg.SeriesChart.Guide;
import io.depthlm.common.render.svg.SeriesChart.Point;
import io.depthlm.common.render.svg.SeriesChart.Series;
import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class ChartsTest {
  private static final String HOSTILE = "</svg><script>alert(1)</script>\"'&\u202e\u0007\ud800";

  private static Element parsed(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)))
        .getDocumentElement();
  }

  private static List<String> labels(Axis axis) {
    return axis.ticks(5).stream().map(Axis.Tick::label).toList();
  }

  @Test
  void axesHaveRoundTicks() {
    assertEquals(List.of("0", "0.2", "0.4", "0.6", "0.8", "1"), labels(Axis.linear("", 0, 1)));
    assertEquals(List.of("-5", "0", "5"), labels(Axis.linear("", -7, 7)));
    assertEquals(List.of("0.1", "1", "10", "100"), labels(Axis.logarithmic("", 0.1, 100)));
    assertEquals(List.of("2", "5", "10", "20"), labels(Axis.logarithmic("", 1.5, 30)));
    assertEquals(List.of("a", "b"), labels(Axis.categories("", List.of("a", "b"))));
    assertEquals(0.5, Axis.logarithmic("", 1, 100).place(10), 1e-12);
    assertEquals(1, Axis.linear("", 0, 2).place(9), "what lies beyond stands at the end");
    assertEquals(0.75, Axis.categories("", List.of("a", "b")).place(1), 1e-12);
    assertThrows(IllegalArgumentException.class, () -> Axis.logarithmic("", 0, 1));
  }

  @Test
  void answersStandWhereTheyBelong() throws Exception {
    Element svg =
        parsed(
            new DensityChart(
                    "answers",
                    "m",
                    List.of(new DensityChart.Bin(0, 0, 5), new DensityChart.Bin(47, 10, 1)))
                .svg());
    NodeList paths = svg.getElementsByTagName("path");
    assertEquals(2, paths.getLength(), "one for each strength");
    assertEquals("M332 232h6v6h-6z", ((Element) paths.item(0)).getAttribute("d"));
    assertEquals("M50 292h6v6h-6z", ((Element) paths.item(1)).getAttribute("d"));
    assertEquals("1.00", ((Element) paths.item(1)).getAttribute("fill-opacity"));
  }

  @Test
  void aPointStandsAtItsValueWithItsInterval() throws Exception {
    Element svg =
        parsed(
            new SeriesChart(
                    "chart",
                    Axis.categories("range", List.of("0-2", "2-5")),
                    Axis.linear("delta1", 0, 1),
                    List.of(
                        new Series(
                            "model",
                            List.of(new Point(0, 0.5, 0.4, 0.6), new Point(1, 1, null, null)))),
                    Guide.NONE)
                .svg());
    NodeList lines = svg.getElementsByTagName("line");
    Element whisker = null;
    for (int i = 0; i < lines.getLength(); i++) {
      if (((Element) lines.item(i)).getAttribute("class").startsWith("whisker")) {
        whisker = (Element) lines.item(i);
      }
    }
    // the plot is 292 px wide from 50 and 190 px high from 10
    assertEquals("123", whisker.getAttribute("x1"));
    assertEquals("124", whisker.getAttribute("y1"));
    assertEquals("86", whisker.getAttribute("y2"));
    NodeList titles = svg.getElementsByTagName("title");
    assertEquals("model: 0-2 0.5000 [0.4000 0.6000]", titles.item(0).getTextContent());
    assertEquals("model: 2-5 1.0000", titles.item(1).getTextContent());
  }

  @Test
  void hostileTextsAreTexts() throws Exception {
    for (String chart :
        List.of(
            new SeriesChart(
                    HOSTILE,
                    Axis.categories(HOSTILE, List.of(HOSTILE)),
                    Axis.linear(HOSTILE, 0, 1),
                    List.of(new Series(HOSTILE, List.of(new Point(0, 0.5, null, null)))),
                    Guide.DIAGONAL)
                .svg(),
            new IntervalChart(
                    HOSTILE,
                    Axis.linear(HOSTILE, 0, 1),
                    List.of(new IntervalChart.Row(HOSTILE, 0.5, 0.4, 0.6)))
                .svg(),
            new DensityChart(HOSTILE, HOSTILE, List.of(new DensityChart.Bin(1, 1, 1))).svg(),
            new PlaceGrid(
                    HOSTILE, 1, 1, List.of(new PlaceGrid.Cell(0, 0, 0.1, 0.5, 3)), 1.5, HOSTILE)
                .svg(),
            new PointMap(
                    HOSTILE,
                    8,
                    6,
                    List.of(new PointMap.Dot(1, 1, 2.0), new PointMap.Dot(2, 2, null)),
                    new PointMap.Depth(1, 4))
                .svg(),
            new TopView(HOSTILE, List.of(new TopView.Place(1, 2)), List.of()).svg())) {
      Element svg = parsed(chart);
      assertEquals(0, svg.getElementsByTagName("script").getLength());
      assertEquals("</svg><script>alert(1)</script>\"'&???", svg.getAttribute("aria-label"));
      assertFalse(chart.contains("style="), "a strict policy allows none");
    }
  }

  /** CIELAB's distance of neighbours, from sRGB by the usual formulas. */
  @Test
  void colourStepsLookEquallyLargeAndBothEndsEquallyDark() {
    double[] before = lab(Diverging.rgb(0));
    for (int side : new int[] {-1, 1}) {
      double least = Double.MAX_VALUE;
      double most = 0;
      double[] last = before;
      for (int i = 1; i <= 16; i++) {
        double[] now = lab(Diverging.rgb(side * i / 16.0));
        double step = Math.hypot(Math.hypot(now[0] - last[0], now[1] - last[1]), now[2] - last[2]);
        assertTrue(now[0] < last[0], "darker outwards");
        least = Math.min(least, step);
        most = Math.max(most, step);
        last = now;
      }
      assertTrue(most < 1.35 * least, side + ": steps of " + least + " to " + most);
    }
    assertEquals(lab(Diverging.rgb(-1))[0], lab(Diverging.rgb(1))[0], 2.0);
    // blue against orange differs along b*, which red-green blindness leaves
    assertTrue(lab(Diverging.rgb(1))[2] - lab(Diverging.rgb(-1))[2] > 80);
    assertEquals(Diverging.rgb(1), Diverging.rgb(7), "beyond the end is the end");
  }

  private static double[] lab(int rgb) {
    double r = linear(rgb >> 16 & 0xff);
    double g = linear(rgb >> 8 & 0xff);
    double b = linear(rgb & 0xff);
    double x = f((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
    double y = f(0.2126729 * r + 0.7151522 * g + 0.0721750 * b);
    double z = f((0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / 1.08883);
    return new double[] {116 * y - 16, 500 * (x - y), 200 * (y - z)};
  }

  private static double linear(int channel) {
    double c = channel / 255.0;
    return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
  }

  private static double f(double t) {
    return t > 216.0 / 24389 ? Math.cbrt(t) : (24389.0 / 27 * t + 16) / 116;
  }
}
