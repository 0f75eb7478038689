package io.depthlm.jobs.scoring;

import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.metrics.Bootstrap;
import io.depthlm.common.metrics.ImageSums;
import io.depthlm.common.metrics.MeasureSet;
import io.depthlm.common.metrics.Metric;
import io.depthlm.common.metrics.SliceScore;
import io.depthlm.common.metrics.confidence.ConfidenceMeasures;
import io.depthlm.common.metrics.confidence.RatedAnswer;
import io.depthlm.common.metrics.structure.ScoredPoint;
import io.depthlm.common.metrics.structure.Spot;
import io.depthlm.common.metrics.structure.StructureMeasures;
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
  /** The part of a slice in one image. */
  private record ImagePart(ImageSums sums, List<ScoredPoint> points, List<RatedAnswer> rated) {
    ImagePart() {
      this(new ImageSums(), new ArrayList<>(), new ArrayList<>());
    }
  }

  private final ScoredCell cell;
  private final Judge judge;
  private final Spots spots;
  private final Bootstrap bootstrap;
  private final double[] weights;
  private final double[] confidence = new double[ConfidenceMeasures.SET.sums()];
  private final double[] structure = new double[StructureMeasures.SET.sums()];
  private final SortedMap<SliceMeasures, SliceScore> scores = new TreeMap<>();
  private final Map<String, ImagePart> image = new LinkedHashMap<>();
  private String frameId;
  private Double tokenPx;

  /** Sums of a cell without any question yet. */
  public SliceSums(ScoredCell cell, Bootstrap bootstrap) {
    this.cell = cell;
    this.judge = new Judge(cell);
    this.spots = new Spots(cell.compareAs());
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
      tokenPx = null;
    }
    if (tokenPx == null) {
      tokenPx = tokenPx(question, end);
    }
    Judged judged = judge.judge(question, end);
    ScoredPoint point =
        judged.isScored() && question.place() != null ? point(question, end, judged) : null;
    for (String slice : judged.slices()) {
      ImagePart part = image.computeIfAbsent(slice, s -> new ImagePart());
      switch (judged.standing()) {
        case REJECTED -> part.sums().rejected();
        case EXCLUDED -> part.sums().excluded();
        case ANSWERED -> part.sums().answered(judged.answer(), judged.truth());
        case UNPARSED -> part.sums().unparsed();
        case FAILED -> part.sums().failed();
      }
      if (point != null) {
        part.points().add(point);
      }
      if (judged.isScored() && end.confidence() != null) {
        part.rated().add(rated(end, judged));
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

  private static RatedAnswer rated(QuestionEnd end, Judged judged) {
    return new RatedAnswer(
        end.confidence(),
        judged.isRight(),
        judged.isUsable() ? end.expectedAbsRel() : null,
        judged.isUsable() ? Math.abs(judged.answer() - judged.truth()) / judged.truth() : null);
  }

  /** Width of a token in pixels of the original picture; null where it is not known. */
  private static Double tokenPx(PlannedQuestion question, QuestionEnd end) {
    AskedPlace place = question.place();
    Intrinsics camera = place == null || place.camera() == null ? null : place.camera().repaired();
    return camera == null || !camera.isUsable() || end.tokenOverFocal() == null
        ? null
        : end.tokenOverFocal() * camera.fxPx();
  }

  private ScoredPoint point(PlannedQuestion question, QuestionEnd end, Judged judged) {
    Spot spot = spots.of(question);
    return judged.isUsable()
        ? new ScoredPoint(spot, judged.truthM(), judged.answerM(), end.value())
        : ScoredPoint.unanswered(spot, judged.truthM());
  }

  private void endOfImage() {
    if (image.isEmpty()) {
      return;
    }
    String name = cell.dataset() + "/" + frameId;
    bootstrap.weights(name, weights);
    image.forEach(
        (slice, part) -> {
          score(slice, Metric.SET).add(part.sums().sums(), part.sums().tally(), weights);
          if (!part.points().isEmpty()) {
            StructureMeasures.ofImage(name, part.points(), tokenPx, structure);
            score(slice, StructureMeasures.SET).add(structure, part.sums().tally(), weights);
          }
          // without any confidence, too: that there is none is a figure of the cell
          if (slice.equals(Slices.ALL)) {
            ConfidenceMeasures.ofImage(part.rated(), confidence);
            score(slice, ConfidenceMeasures.SET).add(confidence, part.sums().tally(), weights);
          }
        });
    image.clear();
  }

  private SliceScore score(String slice, MeasureSet set) {
    return scores.computeIfAbsent(
        new SliceMeasures(slice, set.key()), k -> new SliceScore(set, bootstrap));
  }
}
