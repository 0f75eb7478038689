package io.depthlm.jobs.scoring;

import io.depthlm.common.geometry.LabelKind;
import io.depthlm.common.task.Comparison;
import io.depthlm.jobs.scoring.Judged.Standing;

/**
 * Brings truths and answers of a cell to what they are compared in.
 *
 * @param cell says how
 */
public record Judge(ScoredCell cell) {
  /** A question with its end. */
  public Judged judge(PlannedQuestion question, QuestionEnd end) {
    Comparison comparison = comparison(question);
    double truth = question.truth() * comparison.truthFactor();
    double truthM = cell.task().distanceM(truth);
    Standing standing =
        switch (end.outcome()) {
          case REJECTED -> Standing.REJECTED;
          case OK -> Standing.ANSWERED;
          case UNPARSED -> Standing.UNPARSED;
          case FAILED -> Standing.FAILED;
        };
    if (standing != Standing.REJECTED && !cell.range().holds(truthM)) {
      standing = Standing.EXCLUDED;
    }
    double answer =
        standing == Standing.ANSWERED ? end.value() * comparison.valueFactor() : Double.NaN;
    return new Judged(
        Slices.of(truthM, question),
        standing,
        truth,
        truthM,
        answer,
        cell.task().distanceM(answer));
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
}
