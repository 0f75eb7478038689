package io.depthlm.common.metrics.maps;

/**
 * How sharp and how right the depth edges of a whole map are.
 *
 * @param boundaryF1 Depth Pro's; 0 where the maps share no boundary
 * @param dbeAccuracyPx iBims-1's, in pixels of the map; NaN where the truth has no edge
 * @param dbeCompletenessPx likewise
 * @param edgeSteps clean steps of the truth along rows
 * @param edgeRecovered mean share of a step that the answer gains; NaN without steps
 * @param edgeRising steps over which the answer rises
 * @param edgeWidthPx mean width of its rise; NaN without any
 */
public record MapFigures(
    double boundaryF1,
    double dbeAccuracyPx,
    double dbeCompletenessPx,
    long edgeSteps,
    double edgeRecovered,
    long edgeRising,
    double edgeWidthPx) {

  /** The figures of two maps of the same size. */
  public static MapFigures of(DepthGrid truth, DepthGrid answer) {
    if (truth.width() != answer.width() || truth.height() != answer.height()) {
      throw new IllegalArgumentException("the two maps differ in size");
    }
    BoundaryError error =
        BoundaryError.of(Canny.edges(truth), Canny.edges(answer), truth.width(), truth.height());
    EdgeProfile profile = EdgeProfile.of(truth, answer);
    return new MapFigures(
        BoundaryF1.of(truth, answer),
        error == null ? Double.NaN : error.accuracyPx(),
        error == null ? Double.NaN : error.completenessPx(),
        profile.steps(),
        profile.recovered(),
        profile.rising(),
        profile.widthPx());
  }
}
