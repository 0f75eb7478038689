package io.depthlm.jobs.evaluate;

import io.depthlm.common.metrics.Bootstrap;
import io.depthlm.common.metrics.SliceScore;
import io.depthlm.jobs.scoring.PlannedQuestion;
import io.depthlm.jobs.scoring.QuestionEnd;
import io.depthlm.jobs.scoring.QuestionOrder;
import io.depthlm.jobs.scoring.QuestionOrder.Peeking;
import io.depthlm.jobs.scoring.ScoredCell;
import io.depthlm.jobs.scoring.SliceMeasures;
import io.depthlm.jobs.scoring.SliceSums;
import io.depthlm.jobs.scoring.Slices;
import java.util.Iterator;
import java.util.SortedMap;

/**
 * Scores the questions of one cell about some of its frames: a merge of planned questions and their
 * ends, both sorted by frame and question (ends by attempt as well), in one pass.
 */
final class BucketScorer {
  /**
   * The scores of a bucket.
   *
   * @param slices by name and set of measures; always holds the point metrics of {@link Slices#ALL}
   */
  record Result(QuestionCount questions, SortedMap<SliceMeasures, SliceScore> slices) {}

  private final SliceSums sums;
  private final long[] ends = new long[QuestionEnd.Outcome.values().length];
  private long planned;
  private long missing;
  private long unknown;
  private long doubled;

  private BucketScorer(SliceSums sums) {
    this.sums = sums;
  }

  static Result score(
      ScoredCell cell,
      Bootstrap bootstrap,
      Iterator<PlannedQuestion> asked,
      Iterator<QuestionEnd> given) {
    BucketScorer scorer = new BucketScorer(new SliceSums(cell, bootstrap));
    scorer.merge(new Peeking<>(asked), new Peeking<>(given));
    return new Result(scorer.count(), scorer.sums.finish());
  }

  private void merge(Peeking<PlannedQuestion> asked, Peeking<QuestionEnd> given) {
    PlannedQuestion previous = null;
    while (asked.peek() != null) {
      PlannedQuestion question = asked.take();
      if (previous != null
          && previous.queryId().equals(question.queryId())
          && previous.frameId().equals(question.frameId())) {
        doubled++;
        continue;
      }
      previous = question;
      while (given.peek() != null && QuestionOrder.order(given.peek(), question) < 0) {
        given.take();
        unknown++;
      }
      QuestionEnd last = null;
      while (given.peek() != null && QuestionOrder.order(given.peek(), question) == 0) {
        QuestionEnd next = given.take();
        // a key that is listed twice, or a reject beside an answer
        if (last != null && (last.attempt() == next.attempt() || last.attempt() < 0)) {
          doubled++;
        }
        last = next;
      }
      planned++;
      if (last == null) {
        missing++;
      } else {
        ends[last.outcome().ordinal()]++;
        sums.add(question, last);
      }
    }
    while (given.peek() != null) {
      given.take();
      unknown++;
    }
  }

  private QuestionCount count() {
    return new QuestionCount(
        planned,
        ends[QuestionEnd.Outcome.OK.ordinal()],
        ends[QuestionEnd.Outcome.UNPARSED.ordinal()],
        ends[QuestionEnd.Outcome.FAILED.ordinal()],
        ends[QuestionEnd.Outcome.REJECTED.ordinal()],
        missing,
        unknown,
        doubled);
  }
}
