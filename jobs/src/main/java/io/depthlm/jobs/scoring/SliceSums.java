package io.depthlm.jobs.scoring;

import io.depthlm.common.geometry.LabelKind;
import io.depthlm.common.metrics.Bootstrap;
import io.depthlm.common.metrics.ImageSums;
import io.depthlm.common.metrics.SliceScore;
import io.depthlm.common.task.Comparison;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The slices of one cell, from its questions in the order of frames: memory for one image and one
 * state a slice.
 */
public final class SliceSums {
  private final ScoredCell cell;
  private final Bootstrap bootstrap;
  private final double[] weights;
  private final SortedMap<String, SliceScore> slices = new TreeMap<>();
  private final Map<String, ImageSums> image = new LinkedHashMap<>();
  private final Set<String> touched = new LinkedHashSet<>();
  private String frameId;

  /** Sums of a cell that has seen nothing. */
  public SliceSums(ScoredCell cell, Bootstrap bootstrap) {
    this.cell = cell;
    this.bootstrap = bootstrap;
    this.weights = new double[bootstrap.replicates()];
    slices.put(Slices.ALL, new SliceScore(bootstrap));
  }

  /** Adds a question with its end; questions of a frame follow one another. */
  public void add(PlannedQuestion question, QuestionEnd end) {
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
      if (end.outcome() == QuestionEnd.Outcome.REJECTED) {
        sums.rejected();
      } else if (!cell.range().holds(truthM)) {
        sums.excluded();
      } else {
        switch (end.outcome()) {
          case OK -> sums.answered(end.value() * comparison.valueFactor(), truth);
          case UNPARSED -> sums.unparsed();
          case FAILED -> sums.failed();
          case REJECTED -> throw new IllegalStateException("handled above");
        }
      }
    }
  }

  /** The scores by slice, {@link Slices#ALL} among them in any case; the last call. */
  public SortedMap<String, SliceScore> finish() {
    endOfImage();
    return slices;
  }

  private Comparison comparison(PlannedQuestion question) {
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
}
