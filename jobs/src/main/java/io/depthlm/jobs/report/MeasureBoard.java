package io.depthlm.jobs.report;

import io.depthlm.common.metrics.Better;
import io.depthlm.common.metrics.Measure;
import io.depthlm.common.metrics.registry.MeasureSets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The figures of a set of measures, by protocol, data set and measure, the best variant first.
 *
 * @param figures in that order
 */
public record MeasureBoard(List<MeasureFigure> figures) {
  private static final Comparator<MeasureFigure> ORDER =
      Comparator.comparing((MeasureFigure f) -> f.protocol().task())
          .thenComparing(f -> f.protocol().parameters())
          .thenComparing(f -> f.protocol().compareAs())
          .thenComparing(MeasureFigure::dataset)
          .thenComparing(f -> MeasureSets.place(measure(f)))
          .thenComparing(MeasureBoard::loss)
          .thenComparing(f -> f.variant().model())
          .thenComparing(f -> f.variant().variantId());

  /** The board of figures in any order; of several runs the newest speaks for a variant. */
  public static MeasureBoard of(Collection<MeasureFigure> all) {
    Map<List<Object>, MeasureFigure> newest = new LinkedHashMap<>();
    for (MeasureFigure figure : all) {
      newest.merge(
          List.of(
              figure.protocol(), figure.dataset(), figure.metric(), figure.variant().variantId()),
          figure,
          MeasureBoard::newer);
    }
    List<MeasureFigure> sorted = new ArrayList<>(newest.values());
    sorted.sort(ORDER);
    return new MeasureBoard(sorted);
  }

  private static MeasureFigure newer(MeasureFigure a, MeasureFigure b) {
    Comparator<MeasureFigure> age =
        Comparator.comparingLong(MeasureFigure::startedAtMs).thenComparing(MeasureFigure::runId);
    return age.compare(a, b) < 0 ? b : a;
  }

  /** Variants without a figure stand last. */
  private static double loss(MeasureFigure figure) {
    Double value = figure.figure().value();
    return value == null ? Double.POSITIVE_INFINITY : measure(figure).better().loss(value);
  }

  static Measure measure(MeasureFigure figure) {
    return MeasureSets.measure(figure.metric())
        .orElseThrow(() -> new IllegalStateException("no measure is called " + figure.metric()));
  }

  /** Which way is better, in words. */
  static String direction(Better better) {
    return switch (better) {
      case HIGHER -> "higher is better";
      case LOWER -> "lower is better";
      case NEAR_ZERO -> "near 0 is better";
      case NEAR_ONE -> "near 1 is better";
    };
  }
}
