package io.depthlm.jobs.compare;

import io.depthlm.common.metrics.Bootstrap;
import io.depthlm.common.metrics.SliceScore;
import io.depthlm.jobs.scoring.PlannedQuestion;
import io.depthlm.jobs.scoring.QuestionEnd;
import io.depthlm.jobs.scoring.QuestionOrder;
import io.depthlm.jobs.scoring.QuestionOrder.Peeking;
import io.depthlm.jobs.scoring.ScoredCell;
import io.depthlm.jobs.scoring.SliceMeasures;
import io.depthlm.jobs.scoring.SliceSums;
import java.util.Iterator;
import java.util.SortedMap;

/**
 * Scores two runs on the questions that both asked, about some of a cell's frames: one pass over
 * the questions of the one and the ends of both, sorted by frame, question and attempt.
 */
final class PairScorer {
  /** Whose end it is. */
  enum Side {
    RUN,
    BASELINE
  }

  /** An end with the run it belongs to. */
  record Sided(Side side, QuestionEnd given) {}

  /**
   * What a bucket comes to. Both maps have the same slices.
   *
   * @param compared questions that both runs asked
   * @param onlyRun questions that only the run asked
   * @param onlyBaseline questions of the run's plan that only the baseline asked, and ends of the
   *     baseline that are not in the run's plan
   */
  record Result(
      long compared,
      long onlyRun,
      long onlyBaseline,
      SortedMap<SliceMeasures, SliceScore> run,
      SortedMap<SliceMeasures, SliceScore> baseline) {}

  private PairScorer() {}

  static Result score(
      ScoredCell cell,
      Bootstrap bootstrap,
      Iterator<PlannedQuestion> questions,
      Iterator<Sided> ends) {
    SliceSums run = new SliceSums(cell, bootstrap);
    SliceSums baseline = new SliceSums(cell, bootstrap);
    Peeking<PlannedQuestion> asked = new Peeking<>(questions);
    Peeking<Sided> given = new Peeking<>(ends);
    long compared = 0;
    long onlyRun = 0;
    long onlyBaseline = 0;
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
        run.add(question, mine);
        baseline.add(question, theirs);
        compared++;
      } else {
        onlyRun += wasAsked(mine) ? 1 : 0;
        onlyBaseline += wasAsked(theirs) ? 1 : 0;
      }
    }
    while (given.peek() != null) {
      onlyBaseline += wasAsked(given.take().given()) ? 1 : 0;
    }
    return new Result(compared, onlyRun, onlyBaseline, run.finish(), baseline.finish());
  }

  private static boolean wasAsked(QuestionEnd end) {
    return end != null && end.outcome() != QuestionEnd.Outcome.REJECTED;
  }
}
