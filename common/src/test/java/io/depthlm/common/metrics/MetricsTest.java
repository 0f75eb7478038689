package io.depthlm.common.metrics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private static JsonNode golden() throws IOException {
    try (InputStream in = MetricsTest.class.getResourceAsStream("/golden/metrics/metrics.json")) {
      assertNotNull(in, "golden/metrics/metrics.json is missing");
      return new ObjectMapper().readTree(in);
    }
  }

  private static Bootstrap bootstrap(JsonNode golden) {
    return new Bootstrap(golden.get("replicates").asInt(), golden.get("seed").asLong(), 0.95);
  }

  /** One score an image, by image. */
  private static Map<String, SliceScore> scores(JsonNode golden) {
    Bootstrap bootstrap = bootstrap(golden);
    TruthRange range =
        new TruthRange(
            golden.get("range_m").get(0).asDouble(), golden.get("range_m").get(1).asDouble());
    Map<String, ImageSums> images = new TreeMap<>();
    for (JsonNode point : golden.get("points")) {
      ImageSums sums = images.computeIfAbsent(point.get(0).asText(), i -> new ImageSums());
      double truth = point.get(1).asDouble();
      String answer = point.get(2).asText();
      if (answer.equals("rejected")) {
        sums.rejected();
      } else if (!range.holds(truth)) {
        sums.excluded();
      } else if (answer.equals("unparsed")) {
        sums.unparsed();
      } else if (answer.equals("failed")) {
        sums.failed();
      } else {
        sums.answered(point.get(2).asDouble(), truth);
      }
    }
    Map<String, SliceScore> scores = new TreeMap<>();
    images.forEach(
        (image, sums) -> {
          double[] weights = new double[bootstrap.replicates()];
          bootstrap.weights(image, weights);
          SliceScore score = new SliceScore(Metric.SET, bootstrap);
          score.add(sums.sums(), sums.tally(), weights);
          scores.put(image, score);
        });
    return scores;
  }

  private static SliceScore merged(Iterable<SliceScore> parts, Bootstrap bootstrap) {
    SliceScore all = new SliceScore(Metric.SET, bootstrap);
    parts.forEach(all::merge);
    return all;
  }

  @Test
  void figuresAndIntervalsAgreeWithNumPy() throws IOException {
    JsonNode golden = golden();
    SliceScore score = merged(scores(golden).values(), bootstrap(golden));
    int compared = 0;
    for (JsonNode figure : golden.get("figures")) {
      Metric metric = Metric.ofKey(figure.get(0).asText()).orElseThrow();
      Aggregation aggregation = Aggregation.ofKey(figure.get(1).asText()).orElseThrow();
      String which = metric + " " + aggregation;
      assertNear(figure.get(2).asDouble(), score.value(metric, aggregation).orElseThrow(), which);
      Interval interval = score.interval(metric, aggregation);
      assertNear(figure.get(3).asDouble(), interval.low(), which + " low");
      assertNear(figure.get(4).asDouble(), interval.high(), which + " high");
      compared++;
    }
    assertEquals(Metric.values().length * Aggregation.values().length, compared);
  }

  private static void assertNear(double expected, double actual, String which) {
    assertEquals(expected, actual, 1e-9 * Math.max(1, Math.abs(expected)), which);
  }

  @Test
  void weightsAreTheDocumentedDraw() throws IOException {
    JsonNode golden = golden();
    double[] weights = new double[bootstrap(golden).replicates()];
    Map.Entry<String, JsonNode> first = golden.get("first_weights").fields().next();
    bootstrap(golden).weights(first.getKey(), weights);
    double[] expected = new double[20];
    Arrays.setAll(expected, i -> first.getValue().get(i).asDouble());
    assertArrayEquals(expected, Arrays.copyOf(weights, 20));
  }

  @Test
  void everyQuestionIsTallied() throws IOException {
    JsonNode golden = golden();
    Tally tally = merged(scores(golden).values(), bootstrap(golden)).tally();
    assertEquals(golden.get("points").size(), tally.points() + tally.excluded() + tally.rejected());
    for (long count :
        new long[] {
          tally.answered(),
          tally.nonPositive(),
          tally.unparsed(),
          tally.failed(),
          tally.excluded(),
          tally.rejected()
        }) {
      assertTrue(count > 0, tally.toString());
    }
    assertEquals(tally.points(), tally.points(Metric.DELTA1));
    assertEquals(tally.answered(), tally.points(Metric.RMSE));
  }

  @Test
  void anyPartitioningGivesTheSameFigures() throws IOException {
    JsonNode golden = golden();
    Bootstrap bootstrap = bootstrap(golden);
    List<SliceScore> images = new ArrayList<>(scores(golden).values());
    SliceScore whole = merged(images, bootstrap);
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      Collections.shuffle(images, random);
      List<SliceScore> parts = new ArrayList<>();
      for (int from = 0; from < images.size(); ) {
        int to = Math.min(images.size(), from + 1 + random.nextInt(4));
        SliceScore part = merged(images.subList(from, to), bootstrap);
        parts.add(SliceScore.ofBytes(part.toBytes(), Metric.SET, bootstrap));
        from = to;
      }
      SliceScore again = merged(parts, bootstrap);
      assertEquals(whole.tally(), again.tally());
      for (Metric metric : Metric.values()) {
        for (Aggregation aggregation : Aggregation.values()) {
          assertNear(
              whole.value(metric, aggregation).orElseThrow(),
              again.value(metric, aggregation).orElseThrow(),
              metric.key());
          assertNear(
              whole.interval(metric, aggregation).high(),
              again.interval(metric, aggregation).high(),
              metric.key());
        }
      }
    }
  }

  @Test
  void theEdgeOfDeltaIsWrong() {
    ImageSums sums = new ImageSums();
    sums.answered(1.25, 1);
    assertEquals(0, sums.value(Metric.DELTA1));
    assertEquals(1, sums.value(Metric.DELTA2));
    sums.answered(1, 1.2499999);
    assertEquals(0.5, sums.value(Metric.DELTA1));
  }

  @Test
  void anAnswerThatIsNoPositiveNumberIsWrongAndHasNoError() {
    ImageSums sums = new ImageSums();
    sums.answered(2, 2);
    sums.answered(0, 2);
    sums.answered(-2, 2);
    sums.unparsed();
    sums.failed();
    assertEquals(0.2, sums.value(Metric.DELTA1), 1e-15);
    assertEquals(0.2, sums.value(Metric.DELTA3), 1e-15);
    assertEquals(0, sums.value(Metric.ABS_REL));
    assertEquals(new Tally(1, 2, 1, 1, 0, 0), sums.tally());
    sums.reset();
    assertEquals(Tally.NONE, sums.tally());
    assertTrue(Double.isNaN(sums.value(Metric.DELTA1)));
  }

  @Test
  void nothingToScoreHasNoFigure() {
    SliceScore score = new SliceScore(Metric.SET, new Bootstrap(10, 1, 0.95));
    ImageSums sums = new ImageSums();
    sums.unparsed();
    double[] weights = new double[10];
    new Bootstrap(10, 1, 0.95).weights("a", weights);
    score.add(sums.sums(), sums.tally(), weights);
    assertEquals(OptionalDouble.of(0), score.value(Metric.DELTA1, Aggregation.POOLED));
    assertEquals(OptionalDouble.empty(), score.value(Metric.RMSE, Aggregation.POOLED));
    assertEquals(OptionalDouble.empty(), score.value(Metric.RMSE, Aggregation.PER_IMAGE));
    assertNull(score.interval(Metric.RMSE, Aggregation.POOLED));
    assertNull(score.interval(Metric.DELTA1, Aggregation.POOLED), "one image has no interval");
  }

  @Test
  void weightsArePoissonAndIndependentBetweenImages() {
    Bootstrap bootstrap = new Bootstrap(20_000, 5, 0.95);
    double[] a = new double[20_000];
    double[] b = new double[20_000];
    bootstrap.weights("set/a", a);
    bootstrap.weights("set/b", b);
    double[] expected = {0.36788, 0.36788, 0.18394, 0.06131, 0.01533};
    for (int k = 0; k < expected.length; k++) {
      int count = k;
      double share = Arrays.stream(a).filter(w -> w == count).count() / 20_000.0;
      assertEquals(expected[k], share, 0.015, "P(" + k + ")");
    }
    double covariance = 0;
    for (int i = 0; i < a.length; i++) {
      covariance += (a[i] - 1) * (b[i] - 1) / a.length;
    }
    assertEquals(0, covariance, 0.03);
  }

  /** 95% intervals of a known mean hold it about 95 times in 100, clustered points included. */
  @Test
  void intervalsCoverWhatTheySay() {
    int trials = 300;
    int held = 0;
    for (int trial = 0; trial < trials; trial++) {
      Random random = new Random(trial);
      Bootstrap bootstrap = new Bootstrap(300, trial, 0.95);
      SliceScore score = new SliceScore(Metric.SET, bootstrap);
      double[] weights = new double[300];
      for (int image = 0; image < 60; image++) {
        // points of one image are all right or all wrong: 50% of images, 20 points each
        double predicted = random.nextBoolean() ? 1 : 9;
        ImageSums sums = new ImageSums();
        for (int point = 0; point < 20; point++) {
          sums.answered(predicted, 1);
        }
        bootstrap.weights("trial/" + image, weights);
        score.add(sums.sums(), sums.tally(), weights);
      }
      Interval interval = score.interval(Metric.DELTA1, Aggregation.POOLED);
      held += interval.low() <= 0.5 && 0.5 <= interval.high() ? 1 : 0;
    }
    assertEquals(0.95, held / (double) trials, 0.04);
  }

  @Test
  void pairedDifferencesAreNarrowerThanUnpaired() {
    Random random = new Random(1);
    Bootstrap bootstrap = Bootstrap.DEFAULT;
    SliceScore mine = new SliceScore(Metric.SET, bootstrap);
    SliceScore theirs = new SliceScore(Metric.SET, bootstrap);
    double[] weights = new double[bootstrap.replicates()];
    for (int image = 0; image < 100; image++) {
      // how hard an image is moves both models; mine gets one more point in 20 right
      int right = random.nextInt(19);
      bootstrap.weights("x/" + image, weights);
      add(mine, hits(right + 1), weights);
      add(theirs, hits(right), weights);
    }
    Interval difference = mine.intervalOfDifference(theirs, Metric.DELTA1, Aggregation.POOLED);
    assertEquals(0.05, difference.low(), 1e-9);
    assertEquals(0.05, difference.high(), 1e-9);
    Interval alone = mine.interval(Metric.DELTA1, Aggregation.POOLED);
    assertTrue(alone.high() - alone.low() > 0.05, alone.toString());
  }

  private static void add(SliceScore score, ImageSums image, double[] weights) {
    score.add(image.sums(), image.tally(), weights);
  }

  private static ImageSums hits(int right) {
    ImageSums sums = new ImageSums();
    for (int point = 0; point < 20; point++) {
      sums.answered(point < right ? 1 : 9, 1);
    }
    return sums;
  }

  @Test
  void rangesHoldTheirEnds() {
    TruthRange range = new TruthRange(0.05, 40);
    assertTrue(range.holds(0.05) && range.holds(40));
    assertTrue(!range.holds(0.0499) && !range.holds(40.0001) && !range.holds(Double.NaN));
    assertTrue(TruthRange.ALL.holds(1e-9) && !TruthRange.ALL.holds(0));
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> new TruthRange(2, 1));
    assertEquals("a truth range needs 0 <= min_m <= max_m, found 2.0 to 1.0", e.getMessage());
  }

  @Test
  void noReplicatesGiveNoIntervals() throws IOException {
    Bootstrap none = new Bootstrap(0, 1, 0.95);
    SliceScore score = new SliceScore(Metric.SET, none);
    for (int image = 0; image < 3; image++) {
      add(score, hits(image), new double[0]);
    }
    assertEquals(3 / 60.0, score.value(Metric.DELTA1, Aggregation.POOLED).orElseThrow(), 1e-15);
    assertNull(score.interval(Metric.DELTA1, Aggregation.POOLED));
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> new Bootstrap(10, 1, 1));
    assertEquals(
        "a bootstrap needs replicates >= 0 and a confidence between 0 and 1, found 10 and 1.0",
        e.getMessage());
  }

  @Test
  void scoresOfDifferentReplicatesDoNotMerge() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new SliceScore(Metric.SET, new Bootstrap(10, 1, 0.95))
                    .merge(new SliceScore(Metric.SET, new Bootstrap(20, 1, 0.95))));
    assertEquals("scores of 10 and 20 replicates do not merge", e.getMessage());
  }
}
