package io.depthlm.jobs.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.config.LoadedSweep;
import io.depthlm.common.config.SweepLoader;
import io.depthlm.common.core.UserError;
import io.depthlm.common.metrics.Aggregation;
import io.depthlm.common.metrics.Bootstrap;
import io.depthlm.common.metrics.Interval;
import io.depthlm.common.metrics.Metric;
import io.depthlm.common.metrics.Tally;
import io.depthlm.common.metrics.TruthRange;
import io.depthlm.common.settings.TextSource;
import io.depthlm.common.task.CompareAs;
import io.depthlm.common.task.TaskKind;
import io.depthlm.common.task.TaskSpec;
import io.depthlm.jobs.compare.PairScorer.Side;
import io.depthlm.jobs.compare.PairScorer.Sided;
import io.depthlm.jobs.scoring.Judged;
import io.depthlm.jobs.scoring.PlannedQuestion;
import io.depthlm.jobs.scoring.QuestionEnd;
import io.depthlm.jobs.scoring.QuestionEnd.Outcome;
import io.depthlm.jobs.scoring.RunProtocol;
import io.depthlm.jobs.scoring.ScoredCell;
import io.depthlm.jobs.scoring.SliceMeasures;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PairTest {
  private static final SliceMeasures ALL = new SliceMeasures("all", "point");
  private static final ScoredCell CELL =
      new ScoredCell(
          "v", "set", "p", TaskSpec.of(TaskKind.AXIS_DISTANCE), CompareAs.Z, 0, TruthRange.ALL);

  private static PlannedQuestion asked(String frame, String query) {
    return new PlannedQuestion(frame, query, 2, 2.0, 2.0, "z", null, null, null);
  }

  private static Sided end(Side side, String frame, String query, int attempt, Outcome outcome) {
    Double value = outcome == Outcome.OK ? 2.0 : null;
    return new Sided(side, new QuestionEnd(frame, query, attempt, outcome, value));
  }

  @Test
  void onlyQuestionsThatBothAskedAreCompared() {
    PairScorer.Result result =
        PairScorer.score(
            CELL,
            new Bootstrap(10, 1, 0.95),
            List.of(asked("a", "1"), asked("a", "2"), asked("b", "3"), asked("b", "4")).iterator(),
            List.of(
                    // not in the run's plan
                    end(Side.BASELINE, "a", "0", 0, Outcome.OK),
                    // the baseline's later attempt wins, whatever stands between
                    end(Side.BASELINE, "a", "1", 0, Outcome.FAILED),
                    end(Side.RUN, "a", "1", 0, Outcome.UNPARSED),
                    end(Side.BASELINE, "a", "1", 1, Outcome.OK),
                    // rejected by one side
                    end(Side.RUN, "a", "2", -1, Outcome.REJECTED),
                    end(Side.BASELINE, "a", "2", 0, Outcome.OK),
                    // missing on the other
                    end(Side.RUN, "b", "3", 0, Outcome.OK),
                    end(Side.RUN, "b", "4", 0, Outcome.OK),
                    end(Side.BASELINE, "b", "4", 0, Outcome.OK),
                    end(Side.BASELINE, "c", "9", 0, Outcome.OK))
                .iterator());
    assertEquals(2, result.compared());
    assertEquals(1, result.onlyRun());
    assertEquals(3, result.onlyBaseline());
    assertEquals(new Tally(1, 0, 1, 0, 0, 0), result.run().get(ALL).tally());
    assertEquals(new Tally(2, 0, 0, 0, 0, 0), result.baseline().get(ALL).tally());
    assertEquals(result.run().keySet(), result.baseline().keySet());
    // one is right on both sides; of the other the run has no number
    assertEquals(2, result.counts().get("all").questions());
  }

  private static CellPairs.Cell cell(String variantId, String dataset, String model) {
    return new CellPairs.Cell(
        new CellName(dataset, "distance", "", "z", model, "default", "red_arrow", 1000.0),
        new ScoredCell(
            variantId,
            dataset,
            "p",
            TaskSpec.of(TaskKind.DISTANCE),
            CompareAs.Z,
            0,
            TruthRange.ALL),
        1);
  }

  @Test
  void cellsArePairedByVariantThenNameThenQuestions() {
    // the same variant under another name
    CellPairs.Cell renamed = cell("1", "x", "old-name");
    // the same name with other weights
    CellPairs.Cell before = cell("2", "x", "m");
    CellPairs.Cell after = cell("3", "x", "m");
    // one model each on another dataset
    CellPairs.Cell mine = cell("4", "y", "mine");
    CellPairs.Cell theirs = cell("5", "y", "theirs");
    // two against one: nobody knows which
    CellPairs.Cell left = cell("6", "z", "a");
    CellPairs.Cell right = cell("7", "z", "b");
    CellPairs.Cell lone = cell("8", "z", "c");
    CellPairs pairs =
        CellPairs.of(
            List.of(cell("1", "x", "new-name"), after, mine, left, right),
            List.of(before, theirs, lone, renamed));
    assertEquals(
        List.of(
            new CellPairs.Pair(cell("1", "x", "new-name"), renamed),
            new CellPairs.Pair(after, before),
            new CellPairs.Pair(mine, theirs)),
        pairs.pairs());
    assertEquals(List.of(left, right), pairs.onlyRun());
    assertEquals(List.of(lone), pairs.onlyBaseline());
  }

  @Test
  void countsSayWhoIsNearerAndWhoIsRight() {
    assertEquals(new PairCounts(1, 0, 0, 1, 0, 0, 0), PairCounts.of(judged(2.1), judged(2.2)));
    assertEquals(new PairCounts(0, 1, 0, 0, 0, 1, 0), PairCounts.of(judged(3), judged(1.9)));
    assertEquals(new PairCounts(1, 0, 0, 0, 1, 0, 0), PairCounts.of(judged(2), judged(-1)));
    assertEquals(
        new PairCounts(0, 0, 1, 0, 0, 0, 1), PairCounts.of(judged(Double.NaN), judged(-1)));
    // half as far and twice as far are equally wrong
    assertEquals(new PairCounts(0, 0, 1, 0, 0, 0, 1), PairCounts.of(judged(1), judged(4)));
  }

  private static Judged judged(double answer) {
    return new Judged(List.of("all"), Judged.Standing.ANSWERED, 2, 2, answer, answer);
  }

  @Test
  void theLargestDisagreementsAreKept() {
    List<PlannedQuestion> questions = new ArrayList<>();
    List<PairScorer.Sided> ends = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      String query = "%03d".formatted(i);
      questions.add(asked("a", query));
      double answer = 1 + (i * 37 % 200) / 100.0;
      ends.add(
          new PairScorer.Sided(
              PairScorer.Side.RUN, new QuestionEnd("a", query, 0, Outcome.OK, answer)));
      ends.add(
          new PairScorer.Sided(
              PairScorer.Side.BASELINE, new QuestionEnd("a", query, 0, Outcome.OK, 1.0)));
    }
    PairScorer.Result result =
        PairScorer.score(CELL, new Bootstrap(0, 1, 0.95), questions.iterator(), ends.iterator());
    assertEquals(PairScorer.MOST_DISAGREEMENTS, result.disagreements().size());
    assertEquals(2.99, result.disagreements().get(0).run(), 1e-12);
    assertEquals(2.50, result.disagreements().get(49).run(), 1e-12);
  }

  @Test
  void aFilterNamesColumnsOfAVariant() {
    CellPairs.Cell cell = cell("0abc", "set", "m");
    assertTrue(VariantFilter.ALL.holds(cell));
    assertTrue(
        VariantFilter.parse(
                List.of("model=m", "marker=red_arrow", "focal_px=1000", "variant_id=0a"))
            .holds(cell));
    assertFalse(VariantFilter.parse(List.of("focal_px=native")).holds(cell));
    UserError e = assertThrows(UserError.class, () -> VariantFilter.parse(List.of("modell=m")));
    assertTrue(
        e.getMessage().startsWith("'modell=m' names no column of a variant"), e.getMessage());
  }

  private static Difference difference(Metric metric, double low, double high) {
    Interval loss = metric == Metric.DELTA1 ? new Interval(-high, -low) : new Interval(low, high);
    return new Difference(
        "all", metric.key(), Aggregation.POOLED, 0.5, 0.4, new Interval(low, high), loss);
  }

  @Test
  void verdictsKnowWhichWayIsBetter() {
    assertEquals(Difference.Verdict.BETTER, difference(Metric.DELTA1, 0.01, 0.02).verdict());
    assertEquals(Difference.Verdict.WORSE, difference(Metric.DELTA1, -0.02, -0.01).verdict());
    assertEquals(Difference.Verdict.UNDECIDED, difference(Metric.DELTA1, -0.01, 0.01).verdict());
    assertEquals(Difference.Verdict.UNDECIDED, difference(Metric.DELTA1, 0, 0.01).verdict());
    assertEquals(Difference.Verdict.WORSE, difference(Metric.RMSE, 0.01, 0.02).verdict());
    assertEquals(Difference.Verdict.BETTER, difference(Metric.RMSE, -0.02, -0.01).verdict());
    Difference none =
        new Difference("all", Metric.RMSE.key(), Aggregation.POOLED, null, 0.4, null, null);
    assertEquals(Difference.Verdict.UNDECIDED, none.verdict());
    assertNull(none.value());
  }

  @Test
  void aComparisonReadsWell() {
    CellName name =
        new CellName("set", "speed", "seconds=2.0", "z", "m\u001b[31m", "default", "dot", null);
    CompareResult result =
        new CompareResult(
            "tonight",
            "last-night",
            List.of(
                new PairComparison(
                    name,
                    "v",
                    "w",
                    1200,
                    3,
                    0,
                    new Tally(1190, 4, 5, 1, 0, 0),
                    new Tally(1200, 0, 0, 0, 0, 0),
                    new PairComparison.Speed(12.5, null),
                    List.of(
                        difference(Metric.DELTA1, -0.02, -0.01),
                        new Difference(
                            "truth_m=0-2",
                            Metric.DELTA1.key(),
                            Aggregation.POOLED,
                            1.0,
                            1.0,
                            null,
                            null),
                        new Difference(
                            "all", Metric.RMSE.key(), Aggregation.POOLED, null, 0.4, null, null)),
                    new TreeMap<>(Map.of("all", new PairCounts(700, 400, 100, 600, 90, 10, 500))),
                    List.of(
                        new Disagreement("f1", "q1", 12.0, 34.0, 2, 3, 1),
                        new Disagreement("f2", "q2", null, null, 2, 3, 2)),
                    List.of("the run was computed in bf16, the baseline in f32"))),
            List.of(),
            List.of(name));
    assertEquals(
        """
        tonight against last-night, on the questions that both asked; differences with paired intervals

        set, speed (seconds=2.0) compared as z: m?[31m, default, dot, focal length own
        1,200 questions compared; 3 asked by the run only, 0 by the baseline only
        unparsed, not positive, failed: 5, 4, 1; baseline 0, 0, 0
        questions per engine second: 12.50; baseline -
        warning: the run was computed in bf16, the baseline in f32
        metric          run    baseline  difference
        delta1       0.5000      0.4000     +0.1000  [-0.0200 -0.0100]     worse
        rmse              -      0.4000           -

        nearer to the truth (won by the run, lost, tied), and right by delta1
        slice  questions  won  lost  tied  both right  run only  baseline only  neither
        -----  ---------  ---  ----  ----  ----------  --------  -------------  -------
        all        1,200  700   400   100         600        90             10      500

        largest disagreements
        frame  pixel  truth    run  baseline  query_id
        -----  -----  -----  -----  --------  --------
        f1     12,34  2.000  3.000     1.000  q1

        only in last-night:
          set, speed (seconds=2.0) compared as z: m?[31m, default, dot, focal length own
        """,
        new CompareText(Metric.SET, 1).of(result));
  }

  private static PairComparison compared(long onlyBaseline, Difference... differences) {
    return new PairComparison(
        new CellName("set", "distance", "", "z", "m", "default", "dot", null),
        "v",
        "w",
        100,
        7,
        onlyBaseline,
        Tally.NONE,
        Tally.NONE,
        new PairComparison.Speed(null, null),
        List.of(differences),
        new TreeMap<>(),
        List.of(),
        List.of());
  }

  private static List<String> gate(PairComparison pair, CellName... gone) {
    return Gate.reasons(
        new CompareResult("a", "b", List.of(pair), List.of(), List.of(gone)),
        GateRules.parse(List.of("delta1")));
  }

  @Test
  void theGateFallsForWorseFiguresAndLostQuestionsOnly() {
    assertEquals(List.of(), gate(compared(0, difference(Metric.DELTA1, -0.01, 0.01))));
    assertEquals(List.of(), gate(compared(0, difference(Metric.DELTA1, 0.01, 0.02))));
    assertEquals(
        List.of(), gate(compared(0, difference(Metric.RMSE, 0.01, 0.02))), "not a gated metric");
    Difference sliced =
        new Difference(
            "region=boundary",
            Metric.DELTA1.key(),
            Aggregation.POOLED,
            0.1,
            0.4,
            new Interval(-1, -0.1),
            new Interval(0.1, 1));
    assertEquals(List.of(), gate(compared(0, sliced)));
    assertEquals(
        List.of(
            "set distance m: delta1 is worse: 0.5000 after 0.4000, interval of the difference"
                + " [-0.0200 -0.0100]"),
        gate(compared(0, difference(Metric.DELTA1, -0.02, -0.01))));
    assertEquals(
        List.of("set distance m: delta1 has nothing left to be taken over"),
        gate(
            compared(
                0,
                new Difference(
                    "all", Metric.DELTA1.key(), Aggregation.POOLED, null, 0.4, null, null))));
    assertEquals(
        List.of("set distance m: 3 questions of the baseline were not asked"), gate(compared(3)));
    assertEquals(
        List.of("set distance m: the baseline has it, the run does not"),
        gate(compared(0), compared(0).name()));
  }

  private static List<String> gate(Tally run, Tally baseline, long gone, String... rules) {
    PairComparison pair =
        new PairComparison(
            new CellName("set", "distance", "", "z", "m", "default", "dot", null),
            "v",
            "w",
            1000,
            0,
            gone,
            run,
            baseline,
            new PairComparison.Speed(null, null),
            List.of(),
            new TreeMap<>(),
            List.of(),
            List.of());
    return Gate.reasons(
        new CompareResult("a", "b", List.of(pair), List.of(), List.of()),
        GateRules.parse(List.of(rules)));
  }

  @Test
  void theGateFallsWhenCoverageDrops() {
    Tally before = new Tally(990, 1, 4, 5, 0, 0);
    assertEquals(List.of(), gate(before, before, 0, "delta1"));
    assertEquals(List.of(), gate(new Tally(999, 0, 1, 0, 0, 0), before, 0, "delta1"));
    Tally after = new Tally(988, 1, 5, 6, 0, 0);
    String reason =
        "set distance m: coverage fell: 988 of 1,000 questions have a usable answer, 990 in the"
            + " baseline (now 5 unparsed, 1 not positive, 6 failed)";
    assertEquals(List.of(reason), gate(after, before, 0, "delta1"));
    assertEquals(List.of(reason), gate(after, before, 0, "coverage=0.0019"));
    assertEquals(List.of(), gate(after, before, 0, "coverage=0.002"));
    assertEquals(List.of(), gate(before, before, 2, "coverage=0.002"));
    assertEquals(
        List.of("set distance m: 3 questions of the baseline were not asked"),
        gate(before, before, 3, "coverage=0.002"));
  }

  private static List<String> gate(Double run, Double baseline, String rule) {
    PairComparison pair =
        new PairComparison(
            new CellName("set", "distance", "", "z", "m", "default", "dot", null),
            "v",
            "w",
            100,
            0,
            0,
            Tally.NONE,
            Tally.NONE,
            new PairComparison.Speed(run, baseline),
            List.of(),
            new TreeMap<>(),
            List.of(),
            List.of());
    return Gate.reasons(
        new CompareResult("a", "b", List.of(pair), List.of(), List.of()),
        GateRules.parse(List.of(rule)));
  }

  @Test
  void theGateFallsBelowTheFloorOfSpeed() {
    assertEquals(List.of(), gate(1.0, 10.0, "delta1"), "speed is not asked for");
    assertEquals(List.of(), gate(8.0, 10.0, "speed"));
    assertEquals(
        List.of(
            "set distance m: too slow: 7.900 questions per engine second after 10.00, 0.79 of it;"
                + " the floor is 0.80"),
        gate(7.9, 10.0, "speed"));
    assertEquals(List.of(), gate(5.0, 10.0, "speed=0.5"));
    assertEquals(1, gate(4.9, 10.0, "speed=0.5").size());
    assertEquals(List.of(), gate(2.5, 10.0, "speed=2.5/s"));
    assertEquals(
        List.of("set distance m: too slow: 2.400 questions per engine second, the floor is 2.500"),
        gate(2.4, null, "speed=2.5/s"));
    assertEquals(
        List.of("set distance m: its speed is not known: no engine was asked in this run"),
        gate(null, 10.0, "speed"));
    assertEquals(
        List.of("set distance m: the baseline's speed is not known: no engine was asked in it"),
        gate(2.5, null, "speed"));
  }

  @Test
  void rulesThatMakeNoSenseAreTheUsers() {
    for (String word : List.of("speed=1", "speed=-0.1", "speed=fast", "speed=0/s", "coverage=1")) {
      UserError error =
          assertThrows(UserError.class, () -> GateRules.parse(List.of("delta1", word)));
      assertTrue(
          error
              .getMessage()
              .startsWith("--fail-if-worse '" + word + "' has no value that it can have"),
          error.getMessage());
    }
    UserError error = assertThrows(UserError.class, () -> GateRules.parse(List.of("depth")));
    assertTrue(
        error.getMessage().startsWith("--fail-if-worse 'depth' is not a metric"),
        error.getMessage());
  }

  @Test
  void howARunIsScoredIsReadBackFromItsConfiguration() {
    LoadedSweep sweep =
        new SweepLoader(TextSource.local(), List.of("../conf"))
            .load(
                "../conf/sweeps/ibims1-constant.conf",
                List.of("evaluate.bootstrap_replicates=77", "evaluate.confidence=0.9"));
    RunProtocol protocol = RunProtocol.parse(sweep.effective());
    assertEquals(Map.of("ibims1", new TruthRange(0.005, 25)), protocol.truthRanges());
    assertEquals(77, protocol.bootstrap().replicates());
    assertEquals(0.9, protocol.bootstrap().confidence());
    assertEquals(sweep.sweep().evaluate().seed(), protocol.bootstrap().seed());
  }
}
