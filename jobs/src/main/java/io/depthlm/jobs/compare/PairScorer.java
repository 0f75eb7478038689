package io.depthlm.jobs.compare;

import io.depthlm.common.metrics.Bootstrap;
import io.depthlm.common.metrics.SliceScore;
import io.depthlm.jobs.scoring.Judge;
import io.depthlm.jobs.scoring.Judged;
import io.depthlm.jobs.scoring.PlannedQuestion;
import io.depthlm.jobs.scoring.QuestionEnd;
import io.depthlm.jobs.scoring.QuestionOrder;
import io.depthlm.jobs.scoring.QuestionOrder.Peeking;
import io.depthlm.jobs.scoring.ScoredCell;
import io.depthlm.jobs.scoring.SliceMeasures;
import io.depthlm.jobs.scoring.SliceSums;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Scores two runs on the questions that both asked, about some of a cell's frames: one pass over
 * the questions of the one and the ends of both, sorted by frame, question and attempt.
 */
final class PairScorer {
  /** How many disagreements a bucket and a comparison keep. */
  static final int MOST_DISAGREEMENTS = 50;

  /** Whose end it is. */
  enum Side {
    RUN,
    BASELINE
  }

  /** An end with the run it belongs to. */
  record Sided(Side side, QuestionEnd given) {}

  /**
   * What a bucket comes to. All maps have the same slices.
   *
   * @param compared questions that both runs asked
   * @param onlyRun questions that only the run asked
   * @param onlyBaseline questions of the run's plan that only the baseline asked, and ends of the
   *     baseline that are not in the run's plan
   * @param disagreements the largest, the largest first
   */
  record Result(
      long compared,
      long onlyRun,
      long onlyBaseline,
      SortedMap<SliceMeasures, SliceScore> run,
      SortedMap<SliceMeasures, SliceScore> baseline,
      SortedMap<String, PairCounts> counts,
      List<Disagreement> disagreements) {}

  private final Judge judge;
  private final SliceSums run;
  private final SliceSums baseline;
  private final SortedMap<String, PairCounts> counts = new TreeMap<>();
  // the smallest on top, so that it makes room for a larger one
  private final PriorityQueue<Disagreement> largest =
      new PriorityQueue<>(Disagreement.LARGEST_FIRST.reversed());
  private long compared;
  private long onlyRun;
  private long onlyBaseline;

  private PairScorer(ScoredCell cell, Bootstrap bootstrap) {
    this.judge = new Judge(cell);
    this.run = new SliceSums(cell, bootstrap);
    this.baseline = new SliceSums(cell, bootstrap);
  }

  static Result score(
      ScoredCell cell,
      Bootstrap bootstrap,
      Iterator<PlannedQuestion> questions,
      Iterator<Sided> ends) {
    PairScorer scorer = new PairScorer(cell, bootstrap);
    scorer.merge(new Peeking<>(questions), new Peeking<>(ends));
    return new Result(
        scorer.compared,
        scorer.onlyRun,
        scorer.onlyBaseline,
        scorer.run.finish(),
        scorer.baseline.finish(),
        scorer.counts,
        Disagreement.largest(scorer.largest, MOST_DISAGREEMENTS));
  }

  private void merge(Peeking<PlannedQuestion> asked, Peeking<Sided> given) {
    while (asked.peek() != null) {
      PlannedQuestion question = asked.take();
      while (given.peek() != null && QuestionOrder.order(given.peek().given(), question) < 0) {
        onlyBaseline += wasAsked(given.take().given()) ? 1 : 0;
      }
      QuestionEnd mine = null;
      QuestionEnd theirs = null;
      while (given.peek() != null && QuestionOrder.order(given.peek().given(), question) == 0) {
        Sided next = given.take();
        if (next.side() == Side.RUN) {
          mine = next.given();
        } else {
          theirs = next.given();
        }
      }
      if (wasAsked(mine) && wasAsked(theirs)) {
        compare(question, mine, theirs);
      } else {
        onlyRun += wasAsked(mine) ? 1 : 0;
        onlyBaseline += wasAsked(theirs) ? 1 : 0;
      }
    }
    while (given.peek() != null) {
      onlyBaseline += wasAsked(given.take().given()) ? 1 : 0;
    }
  }

  private void compare(PlannedQuestion question, QuestionEnd mine, QuestionEnd theirs) {
    compared++;
    run.add(question, mine);
    baseline.add(question, theirs);
    Judged a = judge.judge(question, mine);
    Judged b = judge.judge(question, theirs);
    if (!a.isScored()) {
      return;
    }
    PairCounts one = PairCounts.of(a, b);
    a.slices().forEach(slice -> counts.merge(slice, one, PairCounts::plus));
    if (a.isUsable() && b.isUsable() && a.answer() != b.answer()) {
      keep(
          new Disagreement(
              question.frameId(),
              question.queryId(),
              question.place() == null ? null : question.place().xPx(),
              question.place() == null ? null : question.place().yPx(),
              a.truth(),
              a.answer(),
              b.answer()));
    }
  }

  private void keep(Disagreement next) {
    if (largest.size() < MOST_DISAGREEMENTS) {
      largest.add(next);
    } else if (Disagreement.LARGEST_FIRST.compare(next, largest.peek()) < 0) {
      largest.poll();
      largest.add(next);
    }
  }

  private static boolean wasAsked(QuestionEnd end) {
    return end != null && end.outcome() != QuestionEnd.Outcome.REJECTED;
  }
}
