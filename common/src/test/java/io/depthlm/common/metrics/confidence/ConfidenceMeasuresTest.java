package io.depthlm.common.metrics.confidence;

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
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConfidenceMeasuresTest {
  private static final Bootstrap BOOTSTRAP = new Bootstrap(200, 1, 0.95);

  private static void add(SliceScore score, String image, List<RatedAnswer> answers) {
    double[] sums = new double[ConfidenceMeasures.SET.sums()];
    double[] weights = new double[BOOTSTRAP.replicates()];
    ConfidenceMeasures.ofImage(answers, sums);
    BOOTSTRAP.weights(image, weights);
    score.add(sums, Tally.NONE, weights);
  }

  @Test
  void figuresAgreeWithNumPyAndSciPy() throws IOException {
    JsonNode golden;
    try (InputStream in =
        ConfidenceMeasuresTest.class.getResourceAsStream("/golden/metrics/confidence.json")) {
      assertNotNull(in, "golden/metrics/confidence.json is missing");
      golden = new ObjectMapper().readTree(in);
    }
    Set<String> met = new HashSet<>();
    for (Map.Entry<String, JsonNode> made : golden.get("cases").properties()) {
      SliceScore score = new SliceScore(ConfidenceMeasures.SET, BOOTSTRAP);
      for (Map.Entry<String, JsonNode> image : made.getValue().get("images").properties()) {
        List<RatedAnswer> answers = new ArrayList<>();
        image.getValue().forEach(a -> answers.add(rated(a)));
        add(score, image.getKey(), answers);
      }
      for (Measure measure : ConfidenceMeasures.SET.measures()) {
        String which = made.getKey() + ": " + measure.key();
        JsonNode figure = made.getValue().get("figures").get(measure.key());
        assertEquals(figure != null, score.value(measure, Aggregation.POOLED).isPresent(), which);
        if (figure != null) {
          met.add(measure.key());
          double pooled = score.value(measure, Aggregation.POOLED).orElseThrow();
          double perImage = score.value(measure, Aggregation.PER_IMAGE).orElseThrow();
          assertEquals(figure.get(0).asDouble(), pooled, 1e-9, which);
          assertEquals(figure.get(1).asDouble(), perImage, 1e-9, which + ", images");
          assertEquals(figure.get(2).asLong(), score.items(measure), which + ", items");
          assertEquals(figure.get(3).asLong(), score.images(measure), which + ", images");
        }
      }
    }
    assertEquals(ConfidenceMeasures.SET.measures().size(), met.size(), met.toString());
  }

  private static RatedAnswer rated(JsonNode answer) {
    return answer.size() == 2
        ? new RatedAnswer(answer.get(0).asDouble(), answer.get(1).asBoolean())
        : new RatedAnswer(
            answer.get(0).asDouble(),
            answer.get(1).asBoolean(),
            answer.get(2).asDouble(),
            answer.get(3).asDouble());
  }

  private static SliceScore made(boolean informed) {
    Random random = new Random(7);
    SliceScore score = new SliceScore(ConfidenceMeasures.SET, BOOTSTRAP);
    for (int image = 0; image < 50; image++) {
      List<RatedAnswer> answers = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        double confidence = random.nextDouble();
        answers.add(
            new RatedAnswer(confidence, random.nextDouble() < (informed ? confidence : 0.5)));
      }
      add(score, "set/" + image, answers);
    }
    return score;
  }

  private static double value(SliceScore score, String key) {
    Measure measure = ConfidenceMeasures.SET.measure(key).orElseThrow();
    return score.value(measure, Aggregation.POOLED).orElseThrow();
  }

  /** Confidence that knows is calibrated and orders answers; confidence at random is neither. */
  @Test
  void confidenceThatKnowsIsToldFromConfidenceThatDoesNot() {
    SliceScore informed = made(true);
    SliceScore random = made(false);
    assertTrue(value(informed, "calibration_error") < 0.05);
    assertTrue(value(random, "calibration_error") > 0.2);
    assertEquals(0.75, value(informed, "selective_delta1_50pct"), 0.04);
    assertEquals(0.5, value(random, "selective_delta1_50pct"), 0.04);
    assertEquals(
        value(informed, "selective_delta1_100pct"),
        0.5,
        0.04,
        "all answers have the δ1 of no selection");
    Measure area = ConfidenceMeasures.SET.measure("risk_coverage_area").orElseThrow();
    assertTrue(
        informed.intervalOfLoss(random, area, Aggregation.POOLED).high() < 0,
        "the area tells them apart");
  }
}
