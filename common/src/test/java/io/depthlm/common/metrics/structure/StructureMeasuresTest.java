package io.depthlm.common.metrics.structure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.depthlm.common.metrics.Aggregation;
import io.depthlm.common.metrics.Bootstrap;
import io.depthlm.common.metrics.Measure;
import io.depthlm.common.metrics.SliceScore;
import io.depthlm.common.metrics.Tally;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StructureMeasuresTest {
  private static JsonNode golden() throws IOException {
    try (InputStream in =
        StructureMeasuresTest.class.getResourceAsStream("/golden/metrics/structure.json")) {
      assertNotNull(in, "golden/metrics/structure.json is missing");
      return new ObjectMapper().readTree(in);
    }
  }

  private static ScoredPoint point(JsonNode p) {
    Spot spot =
        new Spot(
            p.get(0).asDouble(),
            p.get(1).asDouble(),
            p.get(2).isNull()
                ? null
                : new double[] {
                  p.get(2).get(0).asDouble(), p.get(2).get(1).asDouble(), p.get(2).get(2).asDouble()
                },
            p.get(3).isNull() ? null : p.get(3).asInt(),
            p.get(4).isNull() ? null : p.get(4).asBoolean(),
            p.get(5).isNull()
                ? null
                : new Spot.Step(p.get(5).get(0).asDouble(), p.get(5).get(1).asDouble()));
    return p.get(7).isNull()
        ? ScoredPoint.unanswered(spot, p.get(6).asDouble())
        : new ScoredPoint(spot, p.get(6).asDouble(), p.get(7).asDouble(), p.get(8).asDouble());
  }

  private static SliceScore score(JsonNode images) {
    Bootstrap bootstrap = new Bootstrap(20, 1, 0.95);
    SliceScore score = new SliceScore(StructureMeasures.SET, bootstrap);
    double[] sums = new double[StructureMeasures.SET.sums()];
    double[] weights = new double[20];
    for (Map.Entry<String, JsonNode> image : images.properties()) {
      List<ScoredPoint> points = new ArrayList<>();
      image.getValue().forEach(p -> points.add(point(p)));
      StructureMeasures.ofImage(image.getKey(), points, 16.0, sums);
      bootstrap.weights(image.getKey(), weights);
      score.add(sums, Tally.NONE, weights);
    }
    return score;
  }

  @Test
  void figuresAgreeWithNumPyAndSciPy() throws IOException {
    Set<String> met = new HashSet<>();
    for (Map.Entry<String, JsonNode> made : golden().get("cases").properties()) {
      SliceScore score = score(made.getValue().get("images"));
      JsonNode figures = made.getValue().get("figures");
      for (Measure measure : StructureMeasures.SET.measures()) {
        String which = made.getKey() + ": " + measure.key();
        JsonNode figure = figures.get(measure.key());
        assertNotNull(figure, which + " has no golden figure");
        assertNear(figure.get(0), score.value(measure, Aggregation.POOLED), which);
        assertNear(figure.get(1), score.value(measure, Aggregation.PER_IMAGE), which + ", images");
        assertEquals(figure.get(2).asLong(), score.items(measure), which + ", items");
        assertEquals(figure.get(3).asLong(), score.images(measure), which + ", number of images");
        if (!figure.get(0).isNull()) {
          met.add(measure.key());
        }
      }
    }
    assertEquals(StructureMeasures.SET.measures().size(), met.size(), "a measure without a figure");
  }

  private static void assertNear(JsonNode expected, OptionalDouble actual, String which) {
    assertEquals(!expected.isNull(), actual.isPresent(), which);
    if (actual.isPresent()) {
      double value = expected.asDouble();
      assertEquals(value, actual.getAsDouble(), 1e-9 * Math.max(1, Math.abs(value)), which);
    }
  }

  /** Scale and shape split the logarithmic error of images without a rest. */
  @Test
  void scaleAndShapeAddUp() throws IOException {
    JsonNode images = golden().get("cases").get("random").get("images");
    SliceScore score = score(images);
    double square = 0;
    long n = 0;
    for (JsonNode image : images) {
      for (JsonNode p : image) {
        if (!p.get(7).isNull()) {
          square += Math.pow(Math.log(p.get(7).asDouble() / p.get(6).asDouble()), 2);
          n++;
        }
      }
    }
    double scale = value(score, "scale_error");
    double shape = value(score, "shape");
    assertEquals(1e4 * square / n, scale * scale + shape * shape, 1e-7);
  }

  private static double value(SliceScore score, String key) {
    Measure measure = StructureMeasures.SET.measure(key).orElseThrow();
    return score.value(measure, Aggregation.POOLED).orElseThrow();
  }

  @Test
  void pairsAreAllUpToTheCapAndSpreadEvenlyAboveIt() {
    List<String> all = new ArrayList<>();
    new PairSample(6).forEach("a", 4, (i, j) -> all.add(i + "-" + j));
    assertEquals(List.of("0-1", "0-2", "0-3", "1-2", "1-3", "2-3"), all);

    int[] met = new int[2000];
    int[] pairs = {0};
    new PairSample(5_000)
        .forEach(
            "a",
            2000,
            (i, j) -> {
              assertTrue(0 <= i && i < j && j < 2000, i + "-" + j);
              met[i]++;
              met[j]++;
              pairs[0]++;
            });
    assertEquals(5_000, pairs[0]);
    int firstHalf = 0;
    for (int i = 0; i < 1000; i++) {
      firstHalf += met[i];
    }
    assertEquals(5_000, firstHalf, 150, "each point has its share");
  }

  @Test
  void onePointCannotMakeAPair() {
    new PairSample(3).forEach("a", 1, (i, j) -> assertEquals(0, 1, "no pair is there"));
    new PairSample(3).forEach("a", 0, (i, j) -> assertEquals(0, 1, "no pair is there"));
  }
}
