package io.depthlm.jobs.evaluate;

import io.depthlm.common.geometry.LabelKind;
import io.depthlm.common.metrics.Bootstrap;
import io.depthlm.common.metrics.ImageSums;
import io.depthlm.common.metrics.SliceScore;
import io.depthlm.common.task.Comparison;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Scores the questions of one cell about some of its frames: a merge of planned questions and their
 * ends, both sorted by frame and question (ends by attempt as well), in one pass and with memory
 * for one image and one state a slice.
 */
final class BucketScorer {
  /**
   * What a bucket comes to.
   *
   * @param slices by name; always holds {@link Slices#ALL}
   */
  record Result(QuestionCount questions, SortedMap<String, SliceScore> slices) {}

  private final ScoredCell cell;
  private final Bootstrap bootstrap;
  private final double[] weights;
  private final SortedMap<String, SliceScore> slices = new TreeMap<>();
  private final Map<String, ImageSums> image = new LinkedHashMap<>();
  private final Set<String> touched = new LinkedHashSet<>();
  private String frameId;
  private final long[] ends = new long[Given.Outcome.values().length];
  private long planned;
  private long missing;
  private long unknown;
  private long doubled;

  private BucketScorer(ScoredCell cell, Bootstrap bootstrap) {
    this.cell = cell;
    this.bootstrap = bootstrap;
    this.weights = new double[bootstrap.replicates()];
    slices.put(Slices.ALL, new SliceScore(bootstrap));
  }

  static Result score(
      ScoredCell cell, Bootstrap bootstrap, Iterator<Asked> asked, Iterator<Given> given) {
    BucketScorer scorer = new BucketScorer(cell, bootstrap);
    scorer.merge(new Peeking<>(asked), new Peeking<>(given));
    scorer.endOfImage();
    return new Result(scorer.count(), scorer.slices);
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
      while (given.peek() != null && order(given.peek(), question) < 0) {
        given.take();
        unknown++;
      }
      Given last = null;
      while (given.peek() != null && order(given.peek(), question) == 0) {
        Given next = given.take();
        // a key that stands there twice, or a reject beside an answer
        if (last != null && (last.attempt() == next.attempt() || last.attempt() < 0)) {
          doubled++;
        }
        last = next;
      }
      end(question, last);
    }
    while (given.peek() != null) {
      given.take();
      unknown++;
    }
  }

  private void end(Asked question, Given last) {
    planned++;
    if (last == null) {
      missing++;
      return;
    }
    ends[last.outcome().ordinal()]++;
    if (!question.frameId().equals(frameId)) {
      endOfImage();
      frameId = question.frameId();
    }
    Comparison comparison = comparison(question);
    double truth = question.truth() * comparison.truthFactor();
    double truthM = cell.task().distanceM(truth);
    for (String slice : Slices.of(truthM, question.region())) {
      touched.add(slice);
      ImageSums sums = image.computeIfAbsent(slice, s -> new ImageSums());
      if (last.outcome() == Given.Outcome.REJECTED) {
        sums.rejected();
      } else if (!cell.range().holds(truthM)) {
        sums.excluded();
      } else {
        switch (last.outcome()) {
          case OK -> sums.answered(last.value() * comparison.valueFactor(), truth);
          case UNPARSED -> sums.unparsed();
          case FAILED -> sums.failed();
          case REJECTED -> throw new IllegalStateException("handled above");
        }
      }
    }
  }

  private Comparison comparison(Asked question) {
    if (question.zM() == null) {
      return Comparison.of(cell.task().kind(), cell.compareAs(), null, 1);
    }
    return Comparison.of(
        cell.task().kind(),
        cell.compareAs(),
        LabelKind.ofKey(question.labelKind()),
        question.radialM() / question.zM());
  }

  private void endOfImage() {
    if (touched.isEmpty()) {
      return;
    }
    bootstrap.weights(cell.dataset() + "/" + frameId, weights);
    for (String slice : touched) {
      ImageSums sums = image.get(slice);
      slices.computeIfAbsent(slice, s -> new SliceScore(bootstrap)).add(sums, weights);
      sums.reset();
    }
    touched.clear();
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

  private static int order(Given given, Asked asked) {
    int frame = compareUtf8(given.frameId(), asked.frameId());
    return frame != 0 ? frame : compareUtf8(given.queryId(), asked.queryId());
  }

  /** Spark sorts strings by their UTF-8 bytes, which is the order of code points. */
  static int compareUtf8(String a, String b) {
    int n = Math.min(a.length(), b.length());
    for (int i = 0; i < n; i++) {
      if (a.charAt(i) != b.charAt(i)) {
        return Integer.compare(a.codePointAt(unit(a, i)), b.codePointAt(unit(b, i)));
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  /** Where the code point around index i begins. */
  private static int unit(String s, int i) {
    return i > 0
            && Character.isLowSurrogate(s.charAt(i))
            && Character.isHighSurrogate(s.charAt(i - 1))
        ? i - 1
        : i;
  }

  private static final class Peeking<T> {
    private final Iterator<T> of;
    private T next;

    Peeking(Iterator<T> of) {
      this.of = of;
      advance();
    }

    T peek() {
      return next;
    }

    T take() {
      T taken = next;
      advance();
      return taken;
    }

    private void advance() {
      next = of.hasNext() ? of.next() : null;
    }
  }
}
