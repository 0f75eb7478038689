package io.depthlm.jobs.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.metrics.Aggregation;
import io.depthlm.common.metrics.Bootstrap;
import io.depthlm.common.metrics.Metric;
import io.depthlm.common.metrics.SliceScore;
import io.depthlm.common.metrics.Tally;
import io.depthlm.common.metrics.TruthRange;
import io.depthlm.common.metrics.structure.StructureMeasures;
import io.depthlm.common.task.CompareAs;
import io.depthlm.common.task.TaskKind;
import io.depthlm.common.task.TaskSpec;
import io.depthlm.jobs.scoring.AskedPlace;
import io.depthlm.jobs.scoring.PlannedQuestion;
import io.depthlm.jobs.scoring.QuestionEnd;
import io.depthlm.jobs.scoring.QuestionEnd.Outcome;
import io.depthlm.jobs.scoring.QuestionOrder;
import io.depthlm.jobs.scoring.ScoredCell;
import io.depthlm.jobs.scoring.SliceMeasures;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class BucketScorerTest {
  private static final Bootstrap BOOTSTRAP = new Bootstrap(50, 1, 0.95);

  private static ScoredCell cell(TaskSpec task, CompareAs as, TruthRange range) {
    return new ScoredCell("v", "set", "p", task, as, 0, range);
  }

  private static SliceMeasures point(String slice) {
    return new SliceMeasures(slice, "point");
  }

  private static Set<String> names(BucketScorer.Result result) {
    return result.slices().keySet().stream().map(SliceMeasures::slice).collect(Collectors.toSet());
  }

  private static final ScoredCell Z =
      cell(TaskSpec.of(TaskKind.AXIS_DISTANCE), CompareAs.Z, TruthRange.ALL);

  /** A pixel with ray = 1.25, labelled as z. */
  private static PlannedQuestion asked(String frame, String query, double zM) {
    return new PlannedQuestion(frame, query, zM, zM, 1.25 * zM, "z", null, null, null);
  }

  private static QuestionEnd ok(String frame, String query, int attempt, double value) {
    return new QuestionEnd(frame, query, attempt, Outcome.OK, value);
  }

  private static BucketScorer.Result score(List<PlannedQuestion> asked, List<QuestionEnd> given) {
    return BucketScorer.score(Z, BOOTSTRAP, asked.iterator(), given.iterator());
  }

  @Test
  void everyEndIsCountedAndScored() {
    BucketScorer.Result result =
        score(
            List.of(
                asked("a", "1", 2),
                asked("a", "2", 2),
                asked("a", "3", 2),
                asked("b", "1", 2),
                asked("b", "4", 2),
                asked("b", "5", 50)),
            List.of(
                ok("a", "1", 0, 2),
                new QuestionEnd("a", "2", 0, Outcome.UNPARSED, null),
                new QuestionEnd("a", "3", 0, Outcome.FAILED, null),
                new QuestionEnd("b", "1", -1, Outcome.REJECTED, null),
                ok("b", "4", 0, 4),
                ok("b", "5", 0, -1)));
    assertEquals(new QuestionCount(6, 3, 1, 1, 1, 0, 0, 0), result.questions());
    assertTrue(result.questions().isConserved());
    assertEquals(Set.of("all", "truth_m=2-5", "truth_m=40+"), names(result));
    SliceScore all = result.slices().get(point("all"));
    assertEquals(new Tally(2, 1, 1, 1, 0, 1), all.tally());
    assertEquals(0.2, all.value(Metric.DELTA1, Aggregation.POOLED).orElseThrow(), 1e-15);
    assertEquals(0.5, all.value(Metric.ABS_REL, Aggregation.POOLED).orElseThrow(), 1e-15);
    assertEquals(1 / 6.0, all.value(Metric.DELTA1, Aggregation.PER_IMAGE).orElseThrow(), 1e-15);
    assertEquals(2, all.images(Metric.DELTA1));
    assertEquals(new Tally(0, 1, 0, 0, 0, 0), result.slices().get(point("truth_m=40+")).tally());
  }

  @Test
  void theLastAttemptCounts() {
    BucketScorer.Result result =
        score(
            List.of(asked("a", "1", 2)),
            List.of(new QuestionEnd("a", "1", 0, Outcome.FAILED, null), ok("a", "1", 1, 2)));
    assertEquals(new QuestionCount(1, 1, 0, 0, 0, 0, 0, 0), result.questions());
    assertEquals(
        1,
        result.slices().get(point("all")).value(Metric.DELTA1, Aggregation.POOLED).orElseThrow());
  }

  @Test
  void lostUnknownAndDoubledQuestionsAreFound() {
    List<PlannedQuestion> three =
        List.of(asked("a", "1", 2), asked("a", "2", 2), asked("b", "3", 2));
    List<QuestionEnd> good = List.of(ok("a", "1", 0, 2), ok("a", "2", 0, 2), ok("b", "3", 0, 2));
    assertTrue(score(three, good).questions().isConserved());
    assertEquals(
        new QuestionCount(3, 2, 0, 0, 0, 1, 0, 0),
        score(three, List.of(good.get(0), good.get(2))).questions());
    assertEquals(
        new QuestionCount(2, 2, 0, 0, 0, 0, 1, 0),
        score(List.of(three.get(0), three.get(2)), good).questions());
    assertEquals(
        new QuestionCount(2, 2, 0, 0, 0, 0, 1, 0),
        score(List.of(three.get(0), three.get(1)), good).questions());
    assertEquals(
        new QuestionCount(3, 3, 0, 0, 0, 0, 0, 1),
        score(three, List.of(good.get(0), good.get(0), good.get(1), good.get(2))).questions());
    // a reject beside an answer
    assertEquals(
        new QuestionCount(1, 1, 0, 0, 0, 0, 0, 1),
        score(
                List.of(three.get(0)),
                List.of(new QuestionEnd("a", "1", -1, Outcome.REJECTED, null), good.get(0)))
            .questions());
    // one question lost and another doubled add up to the right total
    QuestionCount hidden = score(three, List.of(good.get(0), good.get(0), good.get(2))).questions();
    assertFalse(hidden.isConserved());
    // the same question planned twice
    assertFalse(
        score(List.of(three.get(0), three.get(0), three.get(1), three.get(2)), good)
            .questions()
            .isConserved());
  }

  @Test
  void truthAndAnswerMeetAsTheProtocolSays() {
    // radial truth 5, z 4, labelled as z; the model says 4.4
    PlannedQuestion question =
        new PlannedQuestion(
            "a", "1", 5, 4.0, 5.0, "z", "boundary", List.of("mask_transparent=false"), null);
    List<QuestionEnd> said = List.of(ok("a", "1", 0, 4.4));
    TaskSpec distance = TaskSpec.of(TaskKind.DISTANCE);
    Object[][] rows = {
      {CompareAs.RADIAL, 0.12, "truth_m=5-10"},
      {CompareAs.Z, 0.12, "truth_m=2-5"},
      {CompareAs.AS_LABELLED, 0.1, "truth_m=2-5"},
    };
    for (Object[] row : rows) {
      BucketScorer.Result result =
          BucketScorer.score(
              cell(distance, (CompareAs) row[0], TruthRange.ALL),
              BOOTSTRAP,
              List.of(question).iterator(),
              said.iterator());
      assertEquals(
          (double) row[1],
          result.slices().get(point("all")).value(Metric.ABS_REL, Aggregation.POOLED).orElseThrow(),
          1e-12,
          row[0].toString());
      assertEquals(
          Set.of("all", row[2], "region=boundary", "mask_transparent=false"), names(result));
    }
  }

  @Test
  void rangesHoldForTheDistanceBehindASpeed() {
    // 30 m in 10 s: the truth is 3 m/s, out of a range to 25 m
    ScoredCell speed = cell(TaskSpec.speed(10), CompareAs.RADIAL, new TruthRange(0.005, 25));
    BucketScorer.Result result =
        BucketScorer.score(
            speed,
            BOOTSTRAP,
            List.of(new PlannedQuestion("a", "1", 3, 30.0, 30.0, "radial", null, null, null))
                .iterator(),
            List.of(ok("a", "1", 0, 3)).iterator());
    assertEquals(new Tally(0, 0, 0, 0, 1, 0), result.slices().get(point("all")).tally());
    assertEquals(Set.of("all", "truth_m=20-40"), names(result));
    assertTrue(result.questions().isConserved());
  }

  @Test
  void stringsAreOrderedAsSparkSortsThem() {
    String astral = "frame-\ud83d\ude00";
    String fullwidth = "frame-\uff0d";
    assertTrue(QuestionOrder.compareUtf8(fullwidth, astral) < 0);
    assertTrue(fullwidth.compareTo(astral) > 0, "UTF-16 order differs, or this test shows nothing");
    assertEquals(0, QuestionOrder.compareUtf8(astral, astral));
    assertTrue(QuestionOrder.compareUtf8("a", "ab") < 0);
    assertTrue(QuestionOrder.compareUtf8("\ud83d\ude01", "\ud83d\ude00") > 0);
  }

  /**
   * A whole map of squares of 8 pixels, as a model draws them that reads 14 pixels at 175 of 100.
   */
  @Test
  void theModelsTokensLeaveATraceInAWholeMap() {
    assertTrue(tokenPeak(14 / 175.0) > 5, "squares of the model's tokens");
    assertTrue(tokenPeak(14 / 130.0) < 1.5, "squares of another width");
    assertTrue(Double.isNaN(tokenPeak(null)), "an engine that reads no tokens");
  }

  private static double tokenPeak(Double tokenOverFocal) {
    Intrinsics camera = new Intrinsics(100, 100, 48, 24, 96, 48);
    SplittableRandom random = new SplittableRandom(3);
    List<PlannedQuestion> asked = new ArrayList<>();
    List<QuestionEnd> given = new ArrayList<>();
    for (int y = 0; y < 48; y++) {
      for (int x = 0; x < 96; x++) {
        String query = "%02d %02d".formatted(y, x);
        AskedPlace place = new AskedPlace(x, y, camera, null, null);
        asked.add(new PlannedQuestion("a", query, 2, 2.0, 2.5, "z", null, null, place));
        double answer = (x / 8 % 2 == 0 ? 2 : 2.2) * (1 + 0.01 * random.nextDouble());
        given.add(new QuestionEnd("a", query, 0, Outcome.OK, answer, null, null, tokenOverFocal));
      }
    }
    return score(asked, given)
        .slices()
        .get(new SliceMeasures("all", StructureMeasures.SET.key()))
        .value(
            StructureMeasures.SET.measures().stream()
                .filter(m -> m.key().equals("map_token_peak"))
                .findFirst()
                .orElseThrow(),
            Aggregation.POOLED)
        .orElse(Double.NaN);
  }
}
