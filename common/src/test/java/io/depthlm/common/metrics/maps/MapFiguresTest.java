package io.depthlm.common.metrics.maps;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MapFiguresTest {
  private static DepthGrid grid(JsonNode rows) {
    int height = rows.size();
    int width = rows.get(0).size();
    double[] depthM = new double[width * height];
    for (int i = 0; i < depthM.length; i++) {
      JsonNode value = rows.get(i / width).get(i % width);
      depthM[i] = value.isNull() ? Double.NaN : value.asDouble();
    }
    return new DepthGrid(width, height, depthM);
  }

  private static int count(boolean[] edges) {
    int n = 0;
    for (boolean edge : edges) {
      n += edge ? 1 : 0;
    }
    return n;
  }

  private static void assertNear(JsonNode expected, double actual, String which) {
    assertEquals(expected.isNull() ? Double.NaN : expected.asDouble(), actual, 1e-9, which);
  }

  @Test
  void figuresAgreeWithScikitImageAndSciPy() throws IOException {
    JsonNode golden;
    try (InputStream in = MapFiguresTest.class.getResourceAsStream("/golden/metrics/maps.json")) {
      assertNotNull(in, "golden/metrics/maps.json is missing");
      golden = new ObjectMapper().readTree(in);
    }
    for (Map.Entry<String, JsonNode> made : golden.get("cases").properties()) {
      String which = made.getKey();
      JsonNode expected = made.getValue();
      DepthGrid truth = grid(expected.get("truth"));
      DepthGrid answer = grid(expected.get("answer"));
      assertEquals(expected.get("edges").get(0).asInt(), count(Canny.edges(truth)), which);
      assertEquals(expected.get("edges").get(1).asInt(), count(Canny.edges(answer)), which);
      MapFigures figures = MapFigures.of(truth, answer);
      assertNear(expected.get("f1"), figures.boundaryF1(), which + ", F1");
      assertNear(expected.get("dbe").get(0), figures.dbeAccuracyPx(), which + ", accuracy");
      assertNear(expected.get("dbe").get(1), figures.dbeCompletenessPx(), which + ", completeness");
      assertEquals(expected.get("profile").get(0).asLong(), figures.edgeSteps(), which);
      assertNear(expected.get("profile").get(1), figures.edgeRecovered(), which + ", recovery");
      assertEquals(expected.get("profile").get(2).asLong(), figures.edgeRising(), which);
      assertNear(expected.get("profile").get(3), figures.edgeWidthPx(), which + ", width");
      for (JsonNode peak : expected.get("token_peaks")) {
        double period = peak.get(0).asDouble();
        assertNear(peak.get(1), TokenPeak.of(answer, period), which + ", token of " + period);
      }
    }
    assertEquals(11, golden.get("cases").size());
  }

  @Test
  void mapsOfTwoSizesAreNotCompared() {
    DepthGrid small = new DepthGrid(1, 1, new double[1]);
    DepthGrid large = new DepthGrid(2, 1, new double[2]);
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> MapFigures.of(small, large));
    assertEquals("the two maps differ in size", e.getMessage());
  }
}
