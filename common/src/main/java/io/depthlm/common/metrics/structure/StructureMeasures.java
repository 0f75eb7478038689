package io.depthlm.common.metrics.structure;

import io.depthlm.common.metrics.Measure;
import io.depthlm.common.metrics.MeasureSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The structure measures of points: docs/structure.md. */
public final class StructureMeasures {
  // a new family is one more entry
  private static final List<MeasureFamily> FAMILIES =
      List.of(
          new Pairs(PairSample.DEFAULT),
          new ScaleAndShape(),
          new AnswerReuse(),
          new PlaneMeasures(),
          new Boundary(),
          new Maps());

  /** The measures. */
  public static final MeasureSet SET = set();

  private StructureMeasures() {}

  private static MeasureSet set() {
    List<Measure> measures = new ArrayList<>();
    int base = 0;
    for (MeasureFamily family : FAMILIES) {
      measures.addAll(family.measures(base));
      base += family.sums();
    }
    return new MeasureSet("structure", base, measures);
  }

  /**
   * Writes the sums of one image.
   *
   * @param image what names it across models: data set and frame
   * @param points those that count, in the order of their questions
   * @param tokenPx width of a token of the model in pixels of the original picture; null where
   *     there are none, or it is not known
   * @param out {@link MeasureSet#sums} long
   */
  public static void ofImage(String image, List<ScoredPoint> points, Double tokenPx, double[] out) {
    Arrays.fill(out, 0);
    ImageAnswers answers = ImageAnswers.of(image, points, tokenPx);
    int base = 0;
    for (MeasureFamily family : FAMILIES) {
      family.add(answers, out, base);
      base += family.sums();
    }
  }
}
