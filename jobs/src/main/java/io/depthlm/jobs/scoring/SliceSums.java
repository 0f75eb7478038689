package io.depthlm.jobs.scoring;

import io.depthlm.common.geometry.LabelKind;
import io.depthlm.common.metrics.Bootstrap;
import io.depthlm.common.metrics.ImageSums;
import io.depthlm.common.metrics.Metric;
import io.depthlm.common.metrics.SliceScore;
import io.depthlm.common.metrics.structure.ScoredPoint;
import io.depthlm.common.metrics.structure.StructureMeasures;
import io.depthlm.common.task.Comparison;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The slices of one cell, from its questions in the order of frames: memory for one image and one
 * state a slice and set of measures.
 */
public final class SliceSums {
  /** What one image has of a slice. */
  private record ImagePart(ImageSums sums, List<ScoredPoint> points) {
    ImagePart() {
      this(new ImageSums(), new ArrayList<>());
    }
  }

  private final ScoredCell cell;
  private final Bootstrap bootstrap;
  private final double[] weights;
  private final double[] structure = new double[StructureMeasures.SET.sums()];
  private final SortedMap<SliceMeasures, SliceScore> scores = new TreeMap<>();
  private final Map<String, ImagePart> image = new LinkedHashMap<>();
  private String frameId;

  /** Sums of a cell that has seen nothing. */
  public SliceSums(ScoredCell cell, Bootstrap bootstrap) {
    this.cell = cell;
    this.bootstrap = bootstrap;
    this.weights = new double[bootstrap.replicates()];
    SliceMeasures all = new SliceMeasures(Slices.ALL, Metric.SET.key());
    scores.put(all, new SliceScore(Metric.SET, bootstrap));
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
    ScoredPoint point = null;
    for (String slice : Slices.of(truthM, question)) {
      ImagePart part = image.computeIfAbsent(slice, s -> new ImagePart());
      if (end.outcome() == QuestionEnd.Outcome.REJECTED) {
        part.sums().rejected();
      } else if (!cell.range().holds(truthM)) {
        part.sums().excluded();
      } else {
        switch (end.outcome()) {
          case OK -> part.sums().answered(end.value() * comparison.valueFactor(), truth);
          case UNPARSED -> part.sums().unparsed();
          case FAILED -> part.sums().failed();
          case REJECTED -> throw new IllegalStateException("handled above");
        }
        if (question.place() != null) {
          point = point == null ? point(question, end, truthM, comparison) : point;
          part.points().add(point);
        }
      }
    }
  }

  /**
   * The scores by slice and set of measures, those of the point metrics of {@link Slices#ALL} among
   * them in any case; the last call.
   */
  public SortedMap<SliceMeasures, SliceScore> finish() {
    endOfImage();
    return scores;
  }

  private ScoredPoint point(
      PlannedQuestion question, QuestionEnd end, double truthM, Comparison comparison) {
    Spots spots = new Spots(cell.compareAs());
    if (end.outcome() != QuestionEnd.Outcome.OK || !(end.value() > 0)) {
      return ScoredPoint.unanswered(spots.of(question), truthM);
    }
    double answerM = cell.task().distanceM(end.value() * comparison.valueFactor());
    return new ScoredPoint(spots.of(question), truthM, answerM, end.value());
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
    if (image.isEmpty()) {
      return;
    }
    String name = cell.dataset() + "/" + frameId;
    bootstrap.weights(name, weights);
    image.forEach(
        (slice, part) -> {
          scores
              .computeIfAbsent(
                  new SliceMeasures(slice, Metric.SET.key()),
                  k -> new SliceScore(Metric.SET, bootstrap))
              .add(part.sums().sums(), part.sums().tally(), weights);
          if (!part.points().isEmpty()) {
            StructureMeasures.ofImage(name, part.points(), structure);
            scores
                .computeIfAbsent(
                    new SliceMeasures(slice, StructureMeasures.SET.key()),
                    k -> new SliceScore(StructureMeasures.SET, bootstrap))
                .add(structure, part.sums().tally(), weights);
          }
        });
    image.clear();
  }
}
