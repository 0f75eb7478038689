package io.depthlm.jobs.evaluate;

import io.depthlm.common.metrics.Bootstrap;
import io.depthlm.common.metrics.SliceScore;
import io.depthlm.jobs.evaluate.Merging.Peeking;
import java.util.Iterator;
import java.util.SortedMap;

/**
 * Scores the questions of one cell about some of its frames: a merge of planned questions and their
 * ends, both sorted by frame and question (ends by attempt as well), in one pass.
 */
final class BucketScorer {
  /**
   * What a bucket comes to.
   *
   * @param slices by name; always holds {@link Slices#ALL}
   */
  record Result(QuestionCount questions, SortedMap<String, SliceScore> slices) {}

  private final SliceSums sums;
  private final long[] ends = new long[Given.Outcome.values().length];
  private long planned;
  private long missing;
  private long unknown;
  private long doubled;

  private BucketScorer(SliceSums sums) {
    this.sums = sums;
  }

  static Result score(
      ScoredCell cell, Bootstrap bootstrap, Iterator<Asked> asked, Iterator<Given> given) {
    BucketScorer scorer = new BucketScorer(new SliceSums(cell, bootstrap));
    scorer.merge(new Peeking<>(asked), new Peeking<>(given));
    return new Result(scorer.count(), scorer.sums.finish());
  }

  private void merge(Peeking<Asked> asked, Peeking<Given> given) {
    Asked previous = null;
    while (asked.peek() != null) {
      Asked question = asked.take();
      if (previous != null
          && previous.queryId().equals(question.queryId())
          && previous.frameId().equals(question.frameId())) {
        doubled++;
        continue;
      }
      previous = question;
      while (given.peek() != null && Merging.order(given.peek(), question) < 0) {
        given.take();
        unknown++;
      }
      Given last = null;
      while (given.peek() != null && Merging.order(given.peek(), question) == 0) {
        Given next = given.take();
        // a key that stands there twice, or a reject beside an answer
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
        ends[Given.Outcome.OK.ordinal()],
        ends[Given.Outcome.UNPARSED.ordinal()],
        ends[Given.Outcome.FAILED.ordinal()],
        ends[Given.Outcome.REJECTED.ordinal()],
        missing,
        unknown,
        doubled);
  }
}
