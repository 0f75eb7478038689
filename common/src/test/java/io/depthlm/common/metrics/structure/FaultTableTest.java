package io.depthlm.common.metrics.structure;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.metrics.Aggregation;
import io.depthlm.common.metrics.Bootstrap;
import io.depthlm.common.metrics.ImageSums;
import io.depthlm.common.metrics.Interval;
import io.depthlm.common.metrics.Measure;
import io.depthlm.common.metrics.Metric;
import io.depthlm.common.metrics.SliceScore;
import io.depthlm.common.metrics.Tally;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/**
 * Made-up rooms and a model whose answers are right but for noise, given one fault at a time: the
 * measure of a fault sees it, and the measures of the other faults do not. The table of figures
 * stands in docs/structure.md.
 */
class FaultTableTest {
  private static final int IMAGES = 80;
  private static final Bootstrap BOOTSTRAP = new Bootstrap(500, 1, 0.95);
  private static final Map<Fault, String> OWN = new LinkedHashMap<>();

  static {
    OWN.put(Fault.QUANTISED, "answer_distinct");
    OWN.put(Fault.BLURRED, "flying");
    OWN.put(Fault.COMPRESSED, "compression_slope");
    OWN.put(Fault.SWAPPED, "order_wrong_10_25pct");
    OWN.put(Fault.TILTED, "plane_angle");
  }

  private enum Fault {
    NONE("none"),
    QUANTISED("answers in steps of 10 cm"),
    BLURRED("edges blurred"),
    COMPRESSED("beyond 6 m compressed"),
    SWAPPED("neighbours in depth swapped"),
    TILTED("back wall tilted by 20°");

    private final String words;

    Fault(String words) {
      this.words = words;
    }
  }

  private record Made(Spot spot, double truthM, double answerM) {
    Made answered(double metres) {
      return new Made(spot, truthM, metres);
    }
  }

  /** A room of 100 points and the sound answers to them. */
  private static List<Made> room(Random random) {
    List<Made> points = new ArrayList<>();
    double imageFactor = Math.exp(0.05 * random.nextGaussian());
    for (int i = 0; i < 100; i++) {
      double x = 640 * random.nextDouble();
      double y = 480 * random.nextDouble();
      double[] ray = {(x - 320) / 500, (y - 240) / 500, 1};
      Integer plane = null;
      Spot.Step step = null;
      double truth;
      if (i < 15) { // the back wall, turned a little
        plane = 1;
        ray[0] = 0.3 * random.nextDouble() - 0.15;
        truth = 4.5 / (1 + 0.2 * ray[0]);
      } else if (i < 30) { // the left wall
        plane = 2;
        ray[0] = -0.3 - 0.4 * random.nextDouble();
        truth = 1.6 / -ray[0];
      } else if (i < 45) { // the floor
        plane = 3;
        ray[1] = 0.25 + 0.25 * random.nextDouble();
        truth = 1.4 / ray[1];
      } else if (i < 60) { // at the edges of things
        double near = 1.5 + 1.5 * random.nextDouble();
        step = new Spot.Step(near, near * (1.3 + 0.3 * random.nextDouble()));
        truth = random.nextBoolean() ? step.nearM() : step.farM();
      } else if (i < 85) { // things in the room
        truth = 1.5 + 4.5 * random.nextDouble();
      } else { // outside of the window
        truth = 6 + 9 * random.nextDouble();
      }
      Spot spot = new Spot(320 + 500 * ray[0], 240 + 500 * ray[1], ray, plane, step != null, step);
      double answer = truth * imageFactor * Math.exp(0.015 * random.nextGaussian());
      points.add(new Made(spot, truth, answer));
    }
    return points;
  }

  private static List<Made> withFault(List<Made> sound, Fault fault) {
    return switch (fault) {
      case NONE -> sound;
      case QUANTISED -> each(sound, p -> Math.max(0.1, Math.rint(p.answerM() * 10) / 10));
      case BLURRED -> each(sound, FaultTableTest::blurred);
      case COMPRESSED ->
          each(sound, p -> p.answerM() > 6 ? 6 * Math.pow(p.answerM() / 6, 0.3) : p.answerM());
      case SWAPPED -> swapped(sound);
      case TILTED -> each(sound, FaultTableTest::tilted);
    };
  }

  private static List<Made> each(List<Made> points, ToDoubleFunction<Made> answer) {
    return points.stream().map(p -> p.answered(answer.applyAsDouble(p))).toList();
  }

  /** Of one edge point in three, half is the one side and half the other. */
  private static double blurred(Made p) {
    Spot.Step step = p.spot().step();
    return step == null || Math.floorMod((int) p.spot().xPx(), 3) != 0
        ? p.answerM()
        : p.answerM() / p.truthM() * Math.sqrt(step.nearM() * step.farM());
  }

  /** The back wall turns by 20° about a vertical line through its middle. */
  private static double tilted(Made p) {
    if (!Integer.valueOf(1).equals(p.spot().planeId())) {
      return p.answerM();
    }
    double slope = Math.tan(Math.atan(0.2) + Math.toRadians(20));
    return p.answerM() / p.truthM() * 4.5 / (1 + slope * p.spot().toSpace()[0]);
  }

  /** Things 10 to 25% apart in depth change places, two by two. */
  private static List<Made> swapped(List<Made> points) {
    List<Made> out = new ArrayList<>(points);
    Set<Integer> done = new HashSet<>();
    for (int i = 60; i < 100; i++) {
      for (int j = i + 1; j < 100; j++) {
        double ratio = points.get(i).truthM() / points.get(j).truthM();
        ratio = Math.max(ratio, 1 / ratio);
        if (ratio > 1.1 && ratio < 1.25 && !done.contains(i) && !done.contains(j)) {
          out.set(i, points.get(i).answered(points.get(j).answerM()));
          out.set(j, points.get(j).answered(points.get(i).answerM()));
          done.addAll(List.of(i, j));
        }
      }
    }
    return out;
  }

  private record Scored(SliceScore point, SliceScore structure) {
    SliceScore of(Measure measure) {
      return measure instanceof Metric ? point : structure;
    }

    double value(Measure measure) {
      return of(measure).value(measure, Aggregation.POOLED).orElseThrow();
    }
  }

  private static Map<Fault, Scored> scored() {
    Map<Fault, Scored> scored = new LinkedHashMap<>();
    for (Fault fault : Fault.values()) {
      Random random = new Random(18);
      Scored scores =
          new Scored(
              new SliceScore(Metric.SET, BOOTSTRAP),
              new SliceScore(StructureMeasures.SET, BOOTSTRAP));
      double[] weights = new double[BOOTSTRAP.replicates()];
      double[] sums = new double[StructureMeasures.SET.sums()];
      for (int image = 0; image < IMAGES; image++) {
        List<Made> made = withFault(room(random), fault);
        ImageSums point = new ImageSums();
        List<ScoredPoint> points = new ArrayList<>();
        for (Made p : made) {
          double said = Math.rint(p.answerM() * 100) / 100;
          points.add(new ScoredPoint(p.spot(), p.truthM(), said, said));
          point.answered(said, p.truthM());
        }
        BOOTSTRAP.weights("room/" + image, weights);
        StructureMeasures.ofImage("room/" + image, points, null, sums);
        scores.point().add(point.sums(), point.tally(), weights);
        scores.structure().add(sums, Tally.NONE, weights);
      }
      scored.put(fault, scores);
    }
    return scored;
  }

  private static Measure measure(String key) {
    return StructureMeasures.SET.measure(key).orElseThrow();
  }

  @Test
  void eachMeasureSeesItsOwnFaultAndNotTheOthers() {
    Map<Fault, Scored> scored = scored();
    OWN.forEach(
        (own, key) -> {
          Measure measure = measure(key);
          double sound = scored.get(Fault.NONE).value(measure);
          double seen = Math.abs(scored.get(own).value(measure) - sound);
          Interval interval =
              scored
                  .get(own)
                  .structure()
                  .intervalOfLoss(scored.get(Fault.NONE).structure(), measure, Aggregation.POOLED);
          assertTrue(interval.low() > 0, key + " does not see " + own + ": " + interval);
          for (Fault other : OWN.keySet()) {
            if (other != own) {
              double moved = Math.abs(scored.get(other).value(measure) - sound);
              assertTrue(
                  moved < 0.25 * seen, "%s sees %s: %s of %s".formatted(key, other, moved, seen));
            }
          }
        });
  }

  @Test
  void thePageShowsTheseFigures() throws IOException {
    String page = Files.readString(Path.of("../docs/structure.md"));
    String table = table(scored());
    assertTrue(page.contains(table), "docs/structure.md should have\n" + table);
  }

  private static String table(Map<Fault, Scored> scored) {
    List<Measure> measures = new ArrayList<>(List.of(Metric.DELTA1));
    OWN.values().forEach(key -> measures.add(measure(key)));
    for (String key : List.of("pair_ratio_error_below_50px", "shape", "boundary_delta1_loss")) {
      measures.add(measure(key));
    }
    StringBuilder out = new StringBuilder("| fault |");
    measures.forEach(m -> out.append(" `").append(m.key()).append("` |"));
    out.append("\n|---|").append("---:|".repeat(measures.size())).append('\n');
    scored.forEach(
        (fault, scores) -> {
          out.append("| ").append(fault.words).append(" |");
          for (Measure measure : measures) {
            String value = String.format(Locale.ROOT, "%.3f", scores.value(measure));
            boolean own = measure.key().equals(OWN.get(fault));
            out.append(own ? " **" + value + "** |" : " " + value + " |");
          }
          out.append('\n');
        });
    return out.toString();
  }
}
